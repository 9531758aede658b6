import type { PolicySettings, UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { findRights, isPrivileged } from "../roles/index.ts";
import { lockSessions, setFactorDues, usersOfLiveSessions } from "../sessions/index.ts";
import { tellEach } from "./duty-store.ts";
import { isFactorRequired } from "./duty.ts";
import { hasFactor, heldByEach } from "./held.ts";

interface Person {
  readonly id: UserId;
  readonly privileged: boolean;
}

/** Holds live sessions to a policy that was just adopted: who owes a second factor under it, and until when. */
export async function applyFactorPolicy(scope: AccountScope, policy: PolicySettings): Promise<void> {
  const users = await usersOfLiveSessions(scope, scope.clock());
  const people = users.map(({ userId, role, rights }) => ({
    id: userId,
    privileged: isPrivileged(role, findRights(role, rights)),
  }));
  await holdAll(scope, policy, people);
}

/** The same of one user whose role has changed. */
export async function applyFactorDuty(scope: AccountScope, user: Person): Promise<void> {
  await holdAll(scope, await policyOf(scope), [user]);
}

/** In as many statements for all as for one: a policy of a large account must not wait for each of its people. */
async function holdAll(scope: AccountScope, policy: PolicySettings, people: readonly Person[]): Promise<void> {
  const asked = people.filter(({ privileged }) => isFactorRequired(policy, privileged)).map(({ id }) => id);
  const held = await heldByEach(scope, asked);
  const owing = asked.filter((id) => {
    const factors = held.get(id);
    return factors === undefined || !hasFactor(factors);
  });
  const told = await tellEach(scope, owing, scope.clock());
  const owed = new Map(told.map(({ userId, toldAt }) => [userId, toldAt + days(policy.factorGraceDays)]));
  const dues = people.map(({ id }) => ({ userId: id, dueAt: owed.get(id) ?? null }));
  // Those of everybody, in one order: whatever calls this changes them once more.
  await lockSessions(scope, null);
  await setFactorDues(scope, dues);
}
