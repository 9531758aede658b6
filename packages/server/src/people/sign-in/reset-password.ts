import type { RevocationCertificate, UserId } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { cancelPending } from "../email-changes/index.ts";
import {
  asInvalidToken,
  consumeMailToken,
  issueMailToken,
  mailTokenHolder,
  parseMailToken,
} from "../mail-tokens/index.ts";
import { endChallengesOf, hasFactor, heldFactors } from "../factors/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { noteReset, storeHash } from "../passwords/index.ts";
import { endSessions, mustHave } from "../sessions/index.ts";
import { markVerified } from "../users/index.ts";
import { mailAfterAnswer, type MailRequest } from "./after-answer.ts";
import type { SignInDeps } from "./deps.ts";
import { passwordEvent } from "./events.ts";
import { prepareHash } from "./new-password.ts";

/**
 * Mails a reset link to every user with this address.
 * @throws Problem(`rate.limited`), Problem(`service.busy`)
 */
export const forgotPassword = (deps: SignInDeps, request: MailRequest, origin: Origin): Promise<void> =>
  mailAfterAnswer(deps, { what: "reset", request }, origin, async (scope, { id }) => {
    const token = await issueMailToken(scope, { userId: id, purpose: "reset_password", now: deps.clock() });
    const link = { path: "/reset", token } as const;
    await notify(deps, scope, { notice: "password.reset_link", user: id, origin, facts: {}, link });
    await emit(scope, passwordEvent("password.reset_requested", origin, id));
  });

/** Mails a user who was never asked for a password the link to choose one. It proves the address as well. */
export async function mailWelcome(deps: NoticeDeps, scope: AccountScope, user: UserId, origin: Origin): Promise<void> {
  const token = await issueMailToken(scope, { userId: user, purpose: "reset_password", now: deps.clock() });
  const link = { path: "/reset", token } as const;
  await notify(deps, scope, { notice: "account.welcome", user, origin, facts: {}, link });
}

export interface ResetResult {
  readonly sessionsEnded: number;
  readonly certificate: RevocationCertificate;
}

/**
 * Sets a new password. One transaction uses the token up, stores the hash and ends every session of the user (C-133).
 * @throws Problem(`token.invalid`), Problem(`password.*`), Problem(`service.busy`)
 */
export async function resetPassword(
  deps: SignInDeps,
  request: { token: string; password: string },
  origin: Origin,
): Promise<ResetResult> {
  const { accountId, secret } = parseMailToken(request.token);
  const use = { purpose: "reset_password", secret, now: deps.clock() } as const;
  const hash = await withAccount(deps.directory, accountId, async (scope) => {
    const userId = await mailTokenHolder(scope, use);
    return prepareHash(deps, scope, userId, request.password);
  })
    .then((hashing) => hashing())
    .catch(asInvalidToken);
  const { value, certificate } = await deps.revoker.within(accountId, async (scope, revoke) => {
    const userId = await consumeMailToken(scope, use);
    const asUser: Origin = { ...origin, actor: { type: "user", id: userId } };
    await cancelPending(scope, userId, asUser);
    await storeHash(scope, userId, hash);
    // Before the sessions: a sign-in that is being completed right now is waited for, and its session ended.
    await endChallengesOf(scope, userId);
    // From then on a mail proves nothing that the password does not: see `requestRecovery`.
    if (hasFactor(await heldFactors(scope, userId))) await noteReset(scope, userId, true);
    // The link came by mail, so the address is theirs.
    await markVerified(deps, scope, userId, use.now, asUser);
    await emit(scope, passwordEvent("password.reset", asUser, userId));
    await notify(deps, scope, { notice: "password.reset", user: userId, origin: asUser, facts: {} });
    return endSessions(deps, scope, { userId, keep: null, reason: "password_reset" }, revoke, asUser);
  });
  return { sessionsEnded: value, certificate: mustHave(certificate) };
}
