import type { PolicySettings, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { findRights, isPrivileged } from "../roles/index.ts";
import { setFactorDue, usersOfLiveSessions } from "../sessions/index.ts";
import { factorDueAt } from "./duty.ts";
import { hasFactor, heldFactors } from "./held.ts";

/** Holds live sessions to a policy that was just adopted: who owes a second factor under it, and until when. */
export async function applyFactorPolicy(scope: AccountScope, policy: PolicySettings): Promise<void> {
  for (const { userId, role, rights } of await usersOfLiveSessions(scope, scope.clock())) {
    await hold(scope, policy, { id: userId, privileged: isPrivileged(role, findRights(role, rights)) });
  }
}

/** The same of one user whose role has changed. */
export async function applyFactorDuty(scope: AccountScope, user: { id: UserId; privileged: boolean }): Promise<void> {
  await hold(scope, await policyOf(scope), user);
}

async function hold(
  scope: AccountScope,
  policy: PolicySettings,
  user: { id: UserId; privileged: boolean },
): Promise<void> {
  const isFree = hasFactor(await heldFactors(scope, user.id));
  const dueAt = isFree ? null : await factorDueAt(scope, policy, { ...user, now: scope.clock() });
  await setFactorDue(scope, { userId: user.id, dueAt });
}
