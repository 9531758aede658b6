import type { PasskeyRequestOptions, Proof } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import {
  type Challenge,
  countAgainst,
  endChallenge,
  type HeldFactors,
  heldFactors,
  lockChallenge,
  parseChallenge,
} from "../factors/index.ts";
import { proofOptions } from "../passkeys/index.ts";
import type { Arrival } from "../protection/index.ts";
import { findUser } from "../users/index.ts";
import { conclude, missingKinds, type SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";
import { asInvalidChallenge } from "./password-challenge.ts";
import { prepareProof, type ProofCheck, type Prover } from "./proof.ts";

/**
 * Completes a sign-in with another factor than those that were shown. It is the challenge that says who signs in where,
 * and nothing else in the request.
 * @throws Problem(`challenge.invalid`), Problem(`factor.*`), Problem(`passkey.refused`), Problem(`rate.limited`)
 */
export async function completeSignIn(
  deps: SignInDeps,
  answer: { challenge: string; proof: Proof },
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  const { accountId, secret } = parseChallenge(answer.challenge);
  const inAccount = <T>(work: (scope: AccountScope, challenge: Challenge) => Promise<T>): Promise<T> =>
    withAccount(deps.directory, accountId, async (scope) =>
      work(scope, await lockChallenge(scope, { secret, now: deps.clock() })),
    ).catch(asInvalidChallenge);
  const { userId, methods: after } = await inAccount(async (_scope, challenge) => challenge);
  const prover: Prover = { accountId, userId, purpose: "second_factor", context: answer.challenge, after };
  const check = await prepareProof(deps, prover, { proof: answer.proof, request, origin });
  return inAccount((scope, challenge) =>
    finish(deps, scope, { challenge, kind: answer.proof.kind, check }, request, origin),
  );
}

async function finish(
  deps: SignInDeps,
  scope: AccountScope,
  { challenge, kind, check }: { challenge: Challenge; kind: Proof["kind"]; check: ProofCheck },
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  const user = await findUser(scope, challenge.userId);
  const held = await heldFactors(scope, user.id);
  const missing = await missingKinds(scope, user, challenge.methods, held);
  if (!missing.includes(kind))
    return new Problem(kind === "totp" && isDisabled(held) ? "factor.disabled" : "factor.wrong");
  const verdict = await check(scope);
  if (!verdict.ok) {
    await countAgainst(scope, challenge);
    return verdict.refusal;
  }
  await endChallenge(scope, challenge);
  return conclude(
    deps,
    scope,
    user,
    { methods: [...challenge.methods, verdict.method], strong: true },
    request,
    origin,
  );
}

const isDisabled = ({ totp }: HeldFactors): boolean => totp !== null && totp.disabledAt !== null;

/** Options for the passkeys of whoever is signing in. @throws Problem(`challenge.invalid`) */
export async function signInPasskeyOptions(deps: SignInDeps, challenge: string): Promise<PasskeyRequestOptions> {
  const { accountId, secret } = parseChallenge(challenge);
  const options = await withAccount(deps.directory, accountId, async (scope) => {
    const { userId } = await lockChallenge(scope, { secret, now: deps.clock() });
    return proofOptions(deps, scope, { purpose: "second_factor", userId, context: challenge });
  }).catch(asInvalidChallenge);
  if (options === null) throw new Problem("factor.none");
  return options;
}
