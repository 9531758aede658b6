import { isId, type RevocationCertificate, type SessionId, type SessionView, type UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { notify } from "../notices/index.ts";
import { findUser, lockUser } from "../users/index.ts";
import { allRevoked, sessionEvent } from "./events.ts";
import { openDevice, type SessionDeps } from "./open.ts";
import { sessionView, stateOf } from "./session.ts";
import { isOwnSession, listUnrevoked, revokeAnyRow, revokeRow, revokeRowsOfUser } from "./store.ts";

/** The live sessions of a user, newest first. */
export async function listSessions(
  deps: SessionDeps,
  caller: Caller,
  rawUserId: string,
): Promise<{ items: SessionView[]; nextCursor: null }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const user = await findUser(scope, rawUserId);
    const rows = (await listUnrevoked(scope, user.id)).filter((row) => stateOf(row, deps.clock()) === "live");
    return { items: rows.map((row) => sessionView(row, openDevice(scope, row), caller.sessionId)), nextCursor: null };
  });
}

/**
 * Ends one session of the caller, everywhere, before it answers.
 * @throws Problem(`session.not_found`) for sessions that are unknown or somebody else's
 */
export async function revokeSession(
  deps: SessionDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<RevocationCertificate> {
  if (!isId("session", rawId)) throw new Problem("session.not_found");
  const { certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const target = { id: rawId, userId: caller.userId };
    if (await revokeRow(scope, { ...target, now: deps.clock() })) {
      await emit(scope, sessionEvent("session.revoked", origin, target));
    } else if (!(await isOwnSession(scope, target))) {
      throw new Problem("session.not_found");
    }
    // Again for one that is over already: whoever got no certificate the first time gets it now.
    await revoke({ kind: "session", subject: rawId });
  });
  return mustHave(certificate);
}

/** Ends one session of whomever, inside a transaction. @returns whether it was there to end. */
export async function endSession(
  { clock }: Pick<SessionDeps, "clock">,
  scope: AccountScope,
  rawId: string,
  revoke: Revoke,
  origin: Origin,
): Promise<boolean> {
  if (!isId("session", rawId)) return false;
  const userId = await revokeAnyRow(scope, rawId, clock());
  if (userId === null) return false;
  await emit(scope, sessionEvent("session.revoked", origin, { id: rawId, userId }));
  await revoke({ kind: "session", subject: rawId });
  return true;
}

export interface Ended {
  readonly sessionsEnded: number;
  readonly certificate: RevocationCertificate | null;
}

/** Ends every session of a user, or all but one, everywhere, before it answers. */
export async function revokeSessionsOf(
  deps: SessionDeps,
  caller: Caller,
  target: { userId: string; keep: SessionId | null },
  origin: Origin,
): Promise<Ended> {
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const user = await lockUser(scope, target.userId);
    const sessions = { userId: user.id, keep: target.keep, reason: "requested" };
    const ended = await endSessions(deps, scope, sessions, revoke, origin);
    if (ended > 0 && user.id !== caller.userId) {
      const facts = { reason: "administrator" } as const;
      await notify(deps, scope, { notice: "session.ended", user: user.id, origin, facts });
    }
    return ended;
  });
  return { sessionsEnded: value, certificate };
}

/** Ends a user's sessions as part of another change (a reset, a new password), inside that change's transaction. */
export async function endSessions(
  { clock }: Pick<SessionDeps, "clock">,
  scope: AccountScope,
  target: { userId: UserId; keep: SessionId | null; reason: string },
  revoke: Revoke,
  origin: Origin,
): Promise<number> {
  const ended = await revokeRowsOfUser(scope, { userId: target.userId, keep: target.keep, now: clock() });
  await emit(scope, allRevoked(origin, target.userId, ended.length, target.reason));
  // By user, so that a session which begins while this commits is read again as well. A kept one is only re-read.
  await revoke({ kind: "user", subject: target.userId });
  return ended.length;
}

export function mustHave(certificate: RevocationCertificate | null): RevocationCertificate {
  if (certificate === null) throw new Error("a revocation gave no certificate");
  return certificate;
}
