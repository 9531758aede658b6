import type { UserId } from "@holdfast/contract";

import { hours } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { factorEvent, hasFactor, heldFactors } from "../factors/index.ts";
import { asInvalidToken, consumeMailToken, issueMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { wasResetByMail } from "../passwords/index.ts";
import { assertMayGrant, heldRole } from "../roles/index.ts";
import { findUser } from "../users/index.ts";
import { cancelOpen } from "./cancel-recovery.ts";
import type { SignInDeps } from "./deps.ts";
import { inPasswordChallenge } from "./password-challenge.ts";
import { closeRecovery, findRecovery, openRecovery, recoveryLapseMs } from "./store.ts";

/**
 * Mails the link that begins a recovery, to somebody who has shown the password and lost every second factor: two proofs
 * by different ways (NIST SP 800-63B-4 section 4.2.2.2).
 * @throws Problem(`challenge.invalid`), Problem(`recovery.same_proof`), Problem(`rate.limited`)
 */
export async function requestRecovery(deps: SignInDeps, rawChallenge: string, origin: Origin): Promise<void> {
  const tried = await inPasswordChallenge(deps, rawChallenge, async (_scope, { userId }) => userId);
  await deps.identities.attempt(`recovery ${tried}`, origin.address ?? "");
  await inPasswordChallenge(deps, rawChallenge, async (scope, { userId }) => {
    // Whoever has the mailbox set the password: that would be one proof twice.
    if (await wasResetByMail(scope, userId)) throw new Problem("recovery.same_proof");
    const token = await issueMailToken(scope, { userId, purpose: "recovery_begin", now: deps.clock() });
    const link = { path: "/recovery", token } as const;
    await notify(deps, scope, { notice: "recovery.link", user: userId, origin, facts: {}, link });
  });
}

/** Begins it: the wait runs, and every address is told how to cancel. @throws Problem(`token.invalid`) */
export async function beginRecovery(deps: SignInDeps, rawToken: string, origin: Origin): Promise<{ readyAt: string }> {
  const { accountId, secret } = parseMailToken(rawToken);
  return withAccount(deps.directory, accountId, async (scope) => {
    const userId = await consumeMailToken(scope, { purpose: "recovery_begin", secret, now: deps.clock() });
    return begin(deps, scope, { userId, by: "mail" }, { ...origin, actor: { type: "user", id: userId } });
  }).catch(asInvalidToken);
}

/**
 * An administrator vouches for a member, in place of the mail. The member's password is the other proof.
 * @throws Problem(`user.not_found`), Problem(`role.exceeds_own`), Problem(`factor.none`)
 */
export function approveRecovery(
  deps: SignInDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<{ readyAt: string }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const user = await findUser(scope, rawId);
    // Nobody vouches for themselves, or opens the way to more than they have.
    if (user.id === caller.userId) throw new Problem("user.is_self");
    assertMayGrant((await heldRole(scope, user.role)).rights, caller);
    if (!hasFactor(await heldFactors(scope, user.id))) throw new Problem("factor.none");
    return begin(deps, scope, { userId: user.id, by: "administrator" }, origin);
  });
}

/**
 * One that is open goes on as it is: asking again neither shortens nor restarts its wait. But the word of an administrator
 * takes the place of a mailed link, which is worth nothing beside a password that was set by mail.
 */
async function begin(
  deps: SignInDeps,
  scope: AccountScope,
  { userId, by }: { userId: UserId; by: "mail" | "administrator" },
  origin: Origin,
): Promise<{ readyAt: string }> {
  const now = deps.clock();
  const open = await findRecovery(scope, userId);
  const isStronger = by === "administrator" && open?.byMail === true;
  if (open !== null && !isStronger && now < open.readyAt + recoveryLapseMs) return { readyAt: time(open.readyAt) };
  await closeRecovery(scope, userId);
  const readyAt = now + hours((await policyOf(scope)).recoveryDelayHours);
  await openRecovery(scope, { userId, startedAt: now, readyAt, byMail: by === "mail" });
  const token = await issueMailToken(scope, { userId, purpose: "recovery_cancel", now });
  const link = { path: "/cancel-recovery", token } as const;
  await emit(scope, factorEvent("recovery.started", origin, userId, { by, readyAt: time(readyAt) }));
  await notify(deps, scope, { notice: "recovery.started", user: userId, origin, facts: { until: readyAt }, link });
  return { readyAt: time(readyAt) };
}

/** Cancels a recovery with the link of the mail that told of it. @throws Problem(`token.invalid`) */
export async function cancelRecovery(deps: SignInDeps, rawToken: string, origin: Origin): Promise<void> {
  const { accountId, secret } = parseMailToken(rawToken);
  await withAccount(deps.directory, accountId, async (scope) => {
    const userId = await consumeMailToken(scope, { purpose: "recovery_cancel", secret, now: deps.clock() });
    await cancelOpen(deps, scope, userId, { by: "link", origin: { ...origin, actor: { type: "user", id: userId } } });
  }).catch(asInvalidToken);
}

const time = (ms: number): string => new Date(ms).toISOString();
