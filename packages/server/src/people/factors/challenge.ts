import { type AccountId, isId, type ProofMethod, type UserId } from "@holdfast/contract";

import { randomToken, sha256 } from "../../kernel/bytes.ts";
import { minutes } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { type Challenge, countFailure, endChallenge, insertChallenge, lockLive } from "./challenge-store.ts";

/** How long a sign-in may wait for its other factor. */
const lifetimeMs = minutes(10);

/** So many wrong proofs end a sign-in; it begins again with the first one. */
const mostFailures = 10;

const shape = /^hfc_([0-9a-z]{26})_([A-Za-z0-9_-]{43})$/;

/** Typed: the hash of a challenge equals no hash of another kind of token. */
const hashOf = (secret: string): Buffer => sha256(`holdfast/sign-in-challenge/v1\0${secret}`);

/** `hfc_<account>_<secret>`: it names its account, as every credential does. */
export async function issueChallenge(
  scope: AccountScope,
  { userId, methods, now }: { userId: UserId; methods: readonly ProofMethod[]; now: number },
): Promise<{ token: string; expiresAt: number }> {
  const secret = randomToken();
  const expiresAt = now + lifetimeMs;
  await insertChallenge(scope, { tokenHash: hashOf(secret), userId, methods, now, expiresAt });
  return { token: `hfc_${scope.accountId.slice(4)}_${secret}`, expiresAt };
}

/** @throws Problem(`challenge.invalid`) */
export function parseChallenge(raw: string): { accountId: AccountId; secret: string } {
  const [, account, secret] = shape.exec(raw) ?? [];
  const accountId = `acc_${account ?? ""}`;
  if (secret === undefined || !isId("account", accountId)) throw new Problem("challenge.invalid");
  return { accountId, secret };
}

/** The sign-in that a challenge stands for, locked. @throws Problem(`challenge.invalid`) */
export async function lockChallenge(
  scope: AccountScope,
  { secret, now }: { secret: string; now: number },
): Promise<Challenge> {
  const challenge = await lockLive(scope, { tokenHash: hashOf(secret), now });
  if (challenge === null) throw new Problem("challenge.invalid");
  return challenge;
}

/** Counts a wrong proof against it; the last one that is allowed ends it. */
export const countAgainst = (scope: AccountScope, challenge: Challenge): Promise<void> =>
  challenge.failures + 1 >= mostFailures ? endChallenge(scope, challenge) : countFailure(scope, challenge);
