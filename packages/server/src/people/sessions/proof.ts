import type { ProofMethod, SessionId, UserId } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { recentProofMs } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { allRevoked, sessionEvent } from "./events.ts";
import { clearFactorDue, creditRow, findProof, lockSessions, type ProofState, revokeShutIn } from "./store.ts";

/** When and with what a session was proved. @throws Problem(`session.expired`) when it ended meanwhile */
export async function proofStateOf(scope: AccountScope, sessionId: SessionId): Promise<ProofState> {
  const state = await findProof(scope, sessionId);
  if (state === null) throw new Problem("session.expired");
  return state;
}

/** Whether a second factor was proved in a session within the last ten minutes, as its row says now. */
export async function isFactorFresh(scope: AccountScope, sessionId: SessionId): Promise<boolean> {
  const { factorProvedAt } = await proofStateOf(scope, sessionId);
  return factorProvedAt !== null && scope.clock() - factorProvedAt <= recentProofMs;
}

/**
 * Writes down that the user of a session has just proved who they are in it, so that routes which ask for a recent proof
 * open. Every process reads the session again before the answer goes out.
 */
export async function creditProof(
  { clock }: { readonly clock: Clock },
  scope: AccountScope,
  session: { readonly sessionId: SessionId; readonly userId: UserId },
  proof: { readonly method: ProofMethod; readonly strong: boolean },
  revoke: Revoke,
  origin: Origin,
): Promise<void> {
  const id = session.sessionId;
  await creditRow(scope, { id, ...proof, now: clock() });
  await revoke({ kind: "session", subject: id });
  const target = { id, userId: session.userId };
  await emit(scope, sessionEvent("session.proved", origin, target, { details: { method: proof.method } }));
}

/**
 * Lets a user's sessions do everything again: a second factor is set up. But whoever else waits behind the same door has
 * shown none: with the password alone they would get in when its owner does. They sign in again.
 */
export async function liftFactorDuty(
  { clock }: { readonly clock: Clock },
  scope: AccountScope,
  { sessionId, userId }: { readonly sessionId: SessionId; readonly userId: UserId },
  revoke: Revoke,
  origin: Origin,
): Promise<void> {
  await lockSessions(scope, userId);
  const ended = await revokeShutIn(scope, { userId, keep: sessionId, now: clock() });
  if (ended > 0) await emit(scope, allRevoked(origin, userId, ended, "factor_added"));
  await clearFactorDue(scope, userId);
  await revoke({ kind: "user", subject: userId });
}
