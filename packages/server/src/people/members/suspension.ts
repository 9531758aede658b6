import type { RevocationCertificate, UserView } from "@holdfast/contract";

import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { deleteMailTokensOf } from "../mail-tokens/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { assertStaysProtected } from "../roles/index.ts";
import { endSessions, mustHave } from "../sessions/index.ts";
import { dropSignIns } from "../sign-in/index.ts";
import { updateSuspension, type UserRow, userView } from "../users/index.ts";
import type { OffboardingDeps } from "./deps.ts";
import { memberEvent } from "./events.ts";
import { lockMember } from "./member.ts";
import { assertNotLeaving } from "./leaving.ts";

/**
 * Keeps a member out: their sessions end everywhere before this answers, none begins or goes on beginning, and what was
 * mailed to them is worth nothing. Again for one who is suspended already, it certifies again.
 * @throws Problem(`user.not_found`), Problem(`user.is_self`), Problem(`role.exceeds_own`),
 * Problem(`role.last_protected`)
 */
export async function suspend(
  deps: OffboardingDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<{ user: UserView; sessionsEnded: number; certificate: RevocationCertificate }> {
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    return suspendWithin(deps, scope, { caller, id: rawId }, revoke, origin);
  });
  return { ...value, certificate: mustHave(certificate) };
}

/**
 * The same inside a transaction.
 * @throws Problem(`user.not_found`), Problem(`user.is_self`), Problem(`role.exceeds_own`),
 * Problem(`role.last_protected`)
 */
export async function suspendWithin(
  deps: NoticeDeps,
  scope: AccountScope,
  { caller, id }: { caller: Caller; id: string },
  revoke: Revoke,
  origin: Origin,
): Promise<{ user: UserView; sessionsEnded: number }> {
  const user = await lockMember(scope, caller, id);
  const sessionsEnded = await shutOut(deps, scope, user, revoke, origin);
  return { user: { ...userView(scope, user), suspended: true }, sessionsEnded };
}

/** Suspends a locked user inside a transaction. @returns how many sessions ended. @throws Problem(`role.last_protected`) */
export async function shutOut(
  deps: NoticeDeps,
  scope: AccountScope,
  user: UserRow,
  revoke: Revoke,
  origin: Origin,
): Promise<number> {
  if (user.suspendedAt === null) {
    await assertStaysProtected(scope, user.role, null);
    await updateSuspension(scope, user.id, deps.clock());
    await deleteMailTokensOf(scope, user.id);
    await dropSignIns(deps, scope, user.id, { by: "suspension", origin });
    await emit(scope, memberEvent("user.suspended", origin, user.id));
    await notify(deps, scope, { notice: "member.suspended", user: user.id, origin, facts: {} });
  }
  return endSessions(deps, scope, { userId: user.id, keep: null, reason: "suspended" }, revoke, origin);
}

/**
 * Lets a member in again.
 * @throws Problem(`user.not_found`), Problem(`user.is_self`), Problem(`role.exceeds_own`),
 * Problem(`offboarding.under_way`)
 */
export async function resume(
  deps: OffboardingDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<{ user: UserView }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const user = await lockMember(scope, caller, rawId);
    await assertNotLeaving(scope, user.id);
    if (user.suspendedAt !== null) {
      await updateSuspension(scope, user.id, null);
      await emit(scope, memberEvent("user.resumed", origin, user.id));
      await notify(deps, scope, { notice: "member.resumed", user: user.id, origin, facts: {} });
    }
    return { user: { ...userView(scope, user), suspended: false } };
  });
}
