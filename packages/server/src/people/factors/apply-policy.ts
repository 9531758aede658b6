import type { PolicySettings } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { findRights, isPrivileged } from "../roles/index.ts";
import { setFactorDue, usersOfLiveSessions } from "../sessions/index.ts";
import { factorDueAt } from "./duty.ts";
import { hasFactor, heldFactors } from "./held.ts";

/** Holds live sessions to a policy that was just adopted: who owes a second factor under it, and until when. */
export async function applyFactorPolicy(scope: AccountScope, policy: PolicySettings): Promise<void> {
  const now = scope.clock();
  for (const { userId, role, rights } of await usersOfLiveSessions(scope, now)) {
    const privileged = isPrivileged(role, findRights(role, rights));
    const isFree = hasFactor(await heldFactors(scope, userId));
    const dueAt = isFree ? null : await factorDueAt(scope, policy, { id: userId, privileged, now });
    await setFactorDue(scope, { userId, dueAt });
  }
}
