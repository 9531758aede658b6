import type { PasskeyRequestOptions, Proof, ProofKind } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { type Caller, recentProofMs, type RequestFacts } from "../../platform/http/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { factorKinds, heldFactors } from "../factors/index.ts";
import { proofOptions } from "../passkeys/index.ts";
import { storedHash } from "../passwords/index.ts";
import { creditProof, proofStateOf } from "../sessions/index.ts";
import type { SignInDeps } from "./deps.ts";
import { prepareProof } from "./proof.ts";

/** When the caller's session was last proved, and with what it can be proved again. */
export const readProof = (deps: SignInDeps, caller: Caller) =>
  withAccount(deps.directory, caller.accountId, (scope) => stateIn(scope, caller));

async function stateIn(scope: AccountScope, { userId, sessionId }: Caller) {
  const { provedAt, factorProvedAt, methods } = await proofStateOf(scope, sessionId);
  const possible: ProofKind[] = factorKinds(await heldFactors(scope, userId));
  if ((await storedHash(scope, userId)) !== null) possible.push("password");
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    provedAt: time(provedAt),
    factorProvedAt: factorProvedAt === null ? null : time(factorProvedAt),
    recentUntil: time(provedAt + recentProofMs),
    methods: [...methods],
    possible,
  };
}

/**
 * Takes a fresh proof in the caller's session. It holds in every process before this answers.
 * @throws Problem(`factor.*`), Problem(`passkey.refused`), Problem(`rate.limited`)
 */
export async function giveProof(deps: SignInDeps, caller: Caller, proof: Proof, request: RequestFacts, origin: Origin) {
  const { accountId, userId, sessionId } = caller;
  const prover = { accountId, userId, purpose: "step_up", context: sessionId, after: [] } as const;
  const check = await prepareProof(deps, prover, { proof, request, origin });
  const { value } = await deps.revoker.within(accountId, async (scope, revoke) => {
    const verdict = await check(scope);
    if (!verdict.ok) return verdict.refusal;
    await creditProof(deps, scope, caller, verdict, revoke, origin);
    return stateIn(scope, caller);
  });
  // Thrown only after the commit: a throw inside would roll back the count of wrong codes.
  if (value instanceof Problem) throw value;
  return value;
}

/** @throws Problem(`factor.none`) */
export async function proofPasskeyOptions(deps: SignInDeps, caller: Caller): Promise<PasskeyRequestOptions> {
  const asked = { purpose: "step_up", userId: caller.userId, context: caller.sessionId } as const;
  const options = await withAccount(deps.directory, caller.accountId, (scope) => proofOptions(deps, scope, asked));
  if (options === null) throw new Problem("factor.none");
  return options;
}
