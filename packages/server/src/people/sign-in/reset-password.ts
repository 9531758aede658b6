import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { AccountId, RevocationCertificate, UserId } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  accountsOfAddress,
  findAccountBySlug,
  normaliseEmail,
  withAccount,
} from "../../tenancy/directory/index.ts";
import { consumeMailToken, issueMailToken, mailTokenHolder, parseMailToken } from "../mail-tokens/index.ts";
import { endChallengesOf } from "../factors/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { storeHash } from "../passwords/index.ts";
import { endSessions, mustHave } from "../sessions/index.ts";
import { findByEmail, markVerified } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";
import { passwordEvent } from "./events.ts";
import { asInvalidToken } from "./invalid-token.ts";
import { prepareHash } from "./new-password.ts";

/** How many grids of refusals later a reset may begin; whoever waits for a mail waits longer than that. */
const slowestStart = 4;

/** An address in more accounts than this gets mails for the first ones only. */
const mostAccounts = 5;

/**
 * Mails a reset link to every user with this address, after the answer has gone out: whoever asks learns nothing from
 * the answer or its time.
 * @throws Problem(`rate.limited`), Problem(`service.busy`)
 */
export async function forgotPassword(
  deps: SignInDeps,
  request: { email: string; account: string | undefined },
  origin: Origin,
): Promise<void> {
  await deps.identities.attempt(`reset ${normaliseEmail(request.email)}`, origin.address ?? "");
  deps.background.run(async () => {
    // At some moment, and not at once: the work for a known address slows whatever the same person asks right after.
    await sleep(randomInt(slowestStart * deps.refusalGridMs));
    for (const accountId of await accountsMeant(deps, request)) {
      await withAccount(deps.directory, accountId, (scope) => mailReset(deps, scope, request.email, origin));
    }
  });
}

async function accountsMeant(deps: SignInDeps, request: { email: string; account: string | undefined }) {
  if (request.account === undefined) return accountsOfAddress(deps.directory, request.email, mostAccounts);
  const accountId: AccountId | null = await findAccountBySlug(deps.directory, request.account);
  return accountId === null ? [] : [accountId];
}

async function mailReset(deps: SignInDeps, scope: AccountScope, email: string, origin: Origin): Promise<void> {
  const row = await findByEmail(scope, email);
  if (row === null || row.suspendedAt !== null) return;
  const token = await issueMailToken(scope, { userId: row.id, purpose: "reset_password", now: deps.clock() });
  const link = { path: "/reset", token } as const;
  await notify(deps, scope, { notice: "password.reset_link", user: row.id, origin, facts: {}, link });
  await emit(scope, passwordEvent("password.reset_requested", origin, row.id));
}

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
    await storeHash(scope, userId, hash);
    // Before the sessions: a sign-in that is being completed right now is waited for, and its session ended.
    await endChallengesOf(scope, userId);
    // The link came by mail, so the address is theirs.
    await markVerified(deps, scope, userId, use.now, asUser);
    await emit(scope, passwordEvent("password.reset", asUser, userId));
    await notify(deps, scope, { notice: "password.reset", user: userId, origin: asUser, facts: {} });
    return endSessions(deps, scope, { userId, keep: null, reason: "password_reset" }, revoke, asUser);
  });
  return { sessionsEnded: value, certificate: mustHave(certificate) };
}
