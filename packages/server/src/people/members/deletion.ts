import type { RevocationCertificate } from "@holdfast/contract";

import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { enqueue, type Revoke } from "../../tenancy/outbox/index.ts";
import { type ErasedPerson, erasePerson } from "../../tenancy/registry/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { assertStaysProtected } from "../roles/index.ts";
import { endSessions, mustHave } from "../sessions/index.ts";
import type { UserRow } from "../users/index.ts";
import type { OffboardingDeps } from "./deps.ts";
import { memberEvent } from "./events.ts";
import { lockMember } from "./member.ts";
import { assertNotLeaving } from "./leaving.ts";

/**
 * Deletes a member: every table gives up what it has of them, as the registry says. The log keeps that there was such a
 * user, and every proof of it stays valid.
 * @throws Problem(`user.not_found`), Problem(`user.is_self`), Problem(`role.exceeds_own`),
 * Problem(`role.last_protected`), Problem(`offboarding.under_way`)
 */
export async function deleteMember(
  deps: OffboardingDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<{ erased: ErasedPerson; certificate: RevocationCertificate }> {
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const user = await lockMember(scope, caller, rawId);
    await assertNotLeaving(scope, user.id);
    return eraseUser(deps, scope, user, revoke, origin);
  });
  return { erased: value, certificate: mustHave(certificate) };
}

/** Erases a locked user inside a transaction. @throws Problem(`role.last_protected`) */
export async function eraseUser(
  deps: NoticeDeps,
  scope: AccountScope,
  user: UserRow,
  revoke: Revoke,
  origin: Origin,
): Promise<ErasedPerson> {
  if (user.suspendedAt === null) await assertStaysProtected(scope, user.role, null);
  await endSessions(deps, scope, { userId: user.id, keep: null, reason: "deleted" }, revoke, origin);
  await notify(deps, scope, { notice: "member.removed", user: user.id, origin, facts: {} });
  const erased = await erasePerson(scope, user.id, origin);
  await emit(scope, memberEvent("user.deleted", origin, user.id, { role: user.role }));
  // The directory is another database: it forgets the address after the commit, as often as it takes.
  await enqueue(scope, { kind: "address", userId: user.id });
  return erased;
}
