import { Problem } from "../../kernel/problem.ts";
import type { RequestFacts } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { type Challenge, endChallenge, factorEvent, parseChallenge, removeAllFactors } from "../factors/index.ts";
import { notify } from "../notices/index.ts";
import { wasResetByMail } from "../passwords/index.ts";
import { heldRole } from "../roles/index.ts";
import { endSessions, openSession, type Tokens } from "../sessions/index.ts";
import { findUser } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";
import { asInvalidChallenge, lockPasswordChallenge } from "./password-challenge.ts";
import { closeRecovery, findRecovery, recoveryLapseMs } from "./store.ts";

/**
 * Finishes a recovery once its wait is over: the lost factors go, every session ends, and the new one opens nothing but
 * the setting up of another factor.
 * @throws Problem(`challenge.invalid`), Problem(`recovery.not_ready`), Problem(`recovery.same_proof`)
 */
export async function finishRecovery(
  deps: SignInDeps,
  rawChallenge: string,
  request: RequestFacts,
  origin: Origin,
): Promise<Tokens> {
  const { accountId, secret } = parseChallenge(rawChallenge);
  const now = deps.clock();
  const { value } = await deps.revoker
    .within(accountId, async (scope, revoke) => {
      const challenge = await lockPasswordChallenge(scope, secret, now);
      const recovery = await findRecovery(scope, challenge.userId);
      const isReady = recovery !== null && recovery.readyAt <= now && now < recovery.readyAt + recoveryLapseMs;
      // The password was set through the mailbox since: with the mailed link that would be one proof twice.
      if (recovery?.byMail === true && (await wasResetByMail(scope, challenge.userId))) {
        throw new Problem("recovery.same_proof");
      }
      if (!isReady || !(await closeRecovery(scope, challenge.userId))) throw new Problem("recovery.not_ready");
      const asUser: Origin = { ...origin, actor: { type: "user", id: challenge.userId } };
      await removeLost(deps, scope, challenge, revoke, asUser);
      return begin(deps, scope, challenge, request, asUser);
    })
    .catch(asInvalidChallenge);
  return value;
}

async function removeLost(
  deps: SignInDeps,
  scope: AccountScope,
  challenge: Challenge,
  revoke: Revoke,
  origin: Origin,
): Promise<void> {
  const { userId } = challenge;
  await endChallenge(scope, challenge);
  await removeAllFactors(scope, userId);
  await emit(scope, factorEvent("recovery.completed", origin, userId, {}));
  await notify(deps, scope, { notice: "recovery.completed", user: userId, origin, facts: {} });
  await endSessions(deps, scope, { userId, keep: null, reason: "recovery" }, revoke, origin);
}

/** Not by `conclude`: whatever the policy says, whoever had a second factor sets one up again before anything else. */
async function begin(
  deps: SignInDeps,
  scope: AccountScope,
  { userId, methods }: Challenge,
  request: RequestFacts,
  origin: Origin,
): Promise<Tokens> {
  const role = await heldRole(scope, (await findUser(scope, userId)).role);
  const proof = { methods, strong: false, factorDueAt: deps.clock(), recovered: true };
  return openSession(deps, scope, { id: userId, role, proof }, request, origin);
}
