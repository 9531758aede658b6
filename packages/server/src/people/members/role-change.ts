import { isSubset, type RevocationCertificate, type UserView } from "@holdfast/contract";

import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { notify } from "../notices/index.ts";
import {
  assertMayGrant,
  assertStaysProtected,
  heldRole,
  type ResolvedRole,
  resolveRole,
  titleOf,
} from "../roles/index.ts";
import { mustHave } from "../sessions/index.ts";
import { lockUser, updateRole, userEvent, type UserRow, userView } from "../users/index.ts";
import type { MemberDeps } from "./deps.ts";

/**
 * Gives a user another role. Sessions in memory lose the old rights before this answers; whoever got more, and the people
 * who administer the account, are told.
 * @throws Problem(`role.exceeds_own`) when either role has a right that the caller lacks, Problem(`role.last_protected`)
 */
export async function assignRole(
  deps: MemberDeps,
  caller: Caller,
  change: { userId: string; role: string },
  origin: Origin,
): Promise<{ user: UserView; certificate: RevocationCertificate }> {
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const user = await lockUser(scope, change.userId);
    const [before, after] = [await heldRole(scope, user.role), await resolveRole(scope, change.role)];
    assertMayGrant(before.rights | after.rights, caller);
    if (user.suspendedAt === null) await assertStaysProtected(scope, before.id, after.id);
    await updateRole(scope, user.id, after.id);
    await deps.applyRole(scope, { id: user.id, privileged: after.privileged });
    await emit(
      scope,
      userEvent("user.role_changed", origin, user.id, { details: { before: user.role, after: after.id } }),
    );
    await tell(deps, scope, { user, before, after }, origin);
    await revoke({ kind: "user", subject: user.id });
    return userView(scope, { ...user, role: after.id });
  });
  return { user: value, certificate: mustHave(certificate) };
}

/** A role with any right that the former lacked is a raise, whatever else it lacks. */
async function tell(
  deps: MemberDeps,
  scope: AccountScope,
  { user, before, after }: { user: UserRow; before: ResolvedRole; after: ResolvedRole },
  origin: Origin,
): Promise<void> {
  if (before.id === after.id) return;
  const notice = isSubset(after.rights, before.rights) ? "role.lowered" : "role.raised";
  const facts = { before: await titleOf(scope, before.id), after: await titleOf(scope, after.id) };
  await notify(deps, scope, { notice, user: user.id, origin, facts });
}
