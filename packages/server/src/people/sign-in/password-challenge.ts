import { Problem } from "../../kernel/problem.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { type Challenge, lockChallenge, parseChallenge } from "../factors/index.ts";
import type { SignInDeps } from "./deps.ts";

/**
 * Works in a sign-in that began with the password: one of the two proofs of a recovery. A mailed link would be the other
 * one once more.
 * @throws Problem(`challenge.invalid`)
 */
export function inPasswordChallenge<T>(
  deps: SignInDeps,
  rawChallenge: string,
  work: (scope: AccountScope, challenge: Challenge) => Promise<T>,
): Promise<T> {
  const { accountId, secret } = parseChallenge(rawChallenge);
  return withAccount(deps.directory, accountId, async (scope) =>
    work(scope, await lockPasswordChallenge(scope, secret, deps.clock())),
  ).catch(asInvalidChallenge);
}

export async function lockPasswordChallenge(scope: AccountScope, secret: string, now: number): Promise<Challenge> {
  const challenge = await lockChallenge(scope, { secret, now });
  if (!challenge.methods.includes("password")) throw new Problem("challenge.invalid");
  return challenge;
}

/** A challenge that names an account which is not there is answered as any other that does not work. */
export function asInvalidChallenge(error: unknown): never {
  if (error instanceof Problem && error.code === "account.not_found") throw new Problem("challenge.invalid");
  throw error;
}
