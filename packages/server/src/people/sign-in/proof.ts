import type { AccountId, Proof, ProofKind, ProofMethod, UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { RequestFacts } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { factorEvent, tryCode, useCode } from "../factors/index.ts";
import { notify } from "../notices/index.ts";
import { provePasskey } from "../passkeys/index.ts";
import { storedHash } from "../passwords/index.ts";
import type { SignInDeps } from "./deps.ts";

/** Who proves, to what: an answer that was made for something else is no answer. */
export interface Prover {
  readonly accountId: AccountId;
  readonly userId: UserId;
  readonly purpose: "second_factor" | "step_up";
  /** The sign-in under way, or the session. */
  readonly context: string;
  /** What the sign-in has shown before; nothing in a session. */
  readonly after: readonly ProofMethod[];
}

export interface ProofCall {
  readonly proof: Proof;
  readonly request: RequestFacts;
  readonly origin: Origin;
}

/** A refusal leaves a trace, so it is returned, and thrown only after the commit. */
export type ProofVerdict =
  | { readonly ok: true; readonly method: ProofMethod; readonly strong: boolean }
  | { readonly ok: false; readonly refusal: Problem };

/** Whether a proof is right, inside the transaction of what it is for. */
export type ProofCheck = (scope: AccountScope) => Promise<ProofVerdict>;

/**
 * Does of a proof what takes a while and no transaction may wait for: counts the try, and hashes a password. What is
 * left is to be done in the transaction.
 * @throws Problem(`rate.limited`), Problem(`service.busy`)
 */
export async function prepareProof(deps: SignInDeps, prover: Prover, call: ProofCall): Promise<ProofCheck> {
  const { proof, request } = call;
  if (proof.kind === "password" || proof.kind === "recovery_code") {
    // Counted by network as well, so that whoever guesses elsewhere does not lock the person out here.
    await deps.identities.attempt(`${proof.kind} ${prover.userId}`, request.address);
  }
  const hash = proof.kind === "password" ? await rightHash(deps, prover, proof.password) : null;
  return async (scope) => {
    const verdict = await check(deps, scope, prover, { ...call, hash });
    if (!verdict.ok) await noteRefusal(scope, prover, proof.kind, verdict.refusal, call.origin);
    return verdict;
  };
}

/** The stored hash that the password belongs to, or null. */
async function rightHash(deps: SignInDeps, { accountId, userId }: Prover, password: string): Promise<string | null> {
  const stored = await withAccount(deps.directory, accountId, (scope) => storedHash(scope, userId));
  if (stored === null) await deps.hasher.verifyNothing(password);
  return stored !== null && (await deps.hasher.verify(password, stored)) ? stored : null;
}

function check(
  deps: SignInDeps,
  scope: AccountScope,
  prover: Prover,
  call: ProofCall & { readonly hash: string | null },
): Promise<ProofVerdict> {
  const { proof } = call;
  switch (proof.kind) {
    case "password":
      return checkPassword(scope, prover, call.hash);
    case "totp":
      return checkTotp(deps, scope, prover, proof.code);
    case "recovery_code":
      return checkRecoveryCode(deps, scope, prover, { code: proof.code, origin: call.origin });
    case "passkey":
      return checkPasskey(deps, scope, prover, { ...call, answer: proof.assertion });
  }
}

const wrong = (): ProofVerdict => ({ ok: false, refusal: new Problem("factor.wrong") });

async function checkPassword(scope: AccountScope, { userId }: Prover, hash: string | null): Promise<ProofVerdict> {
  // Changed between the check and now: the password that was checked is not the password any more.
  const holds = hash !== null && (await storedHash(scope, userId)) === hash;
  return holds ? { ok: true, method: "password", strong: false } : wrong();
}

async function checkTotp(
  deps: SignInDeps,
  scope: AccountScope,
  { userId }: Prover,
  code: string,
): Promise<ProofVerdict> {
  const verdict = await tryCode(scope, { userId, code, state: "confirmed", now: deps.clock() });
  return verdict.ok ? { ok: true, method: "totp", strong: true } : verdict;
}

async function checkRecoveryCode(
  deps: SignInDeps,
  scope: AccountScope,
  { userId }: Prover,
  { code, origin }: { code: string; origin: Origin },
): Promise<ProofVerdict> {
  const left = await useCode(scope, { userId, code, now: deps.clock() });
  if (left === null) return wrong();
  const asUser: Origin = { ...origin, actor: { type: "user", id: userId } };
  await emit(scope, factorEvent("recovery_codes.used", asUser, userId, { left }));
  await notify(deps, scope, { notice: "recovery_codes.used", user: userId, origin: asUser, facts: { left } });
  return { ok: true, method: "recovery_code", strong: true };
}

async function checkPasskey(
  deps: SignInDeps,
  scope: AccountScope,
  { userId, purpose, context, after }: Prover,
  call: ProofCall & { readonly answer: Extract<Proof, { kind: "passkey" }>["assertion"] },
): Promise<ProofVerdict> {
  const proof = await provePasskey(deps, scope, { purpose, userId, context, after }, call);
  return proof.proved
    ? { ok: true, method: "passkey", strong: true }
    : { ok: false, refusal: new Problem("passkey.refused", { cause: proof.reason }) };
}

async function noteRefusal(
  scope: AccountScope,
  { userId, purpose }: Prover,
  kind: ProofKind,
  { code }: Problem,
  origin: Origin,
): Promise<void> {
  await emit(scope, factorEvent("factor.refused", origin, userId, { factor: kind, purpose, reason: code }));
  if (code === "factor.disabled") await emit(scope, factorEvent("factor.disabled", origin, userId, { factor: kind }));
}
