import type { PasskeyAssertion } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { type Holder, parseHandle, provePasskey } from "../passkeys/index.ts";
import type { Arrival } from "../protection/index.ts";
import { findUser } from "../users/index.ts";
import { conclude, type SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";
import { signInRefused } from "./events.ts";
import { refuseOnGrid } from "./quantised.ts";

/**
 * Signs in with a passkey alone: its user handle says who. One that verified its user is two factors; one that did not
 * is one, and the sign-in goes on (NIST SP 800-63B-4 section 3.1.7.2). An account, a user or a passkey that is not there
 * is refused as a wrong signature is, and in the same time.
 * @throws Problem(`passkey.refused`)
 */
export function signInWithPasskey(
  deps: SignInDeps,
  assertion: PasskeyAssertion,
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  return refuseOnGrid(deps.refusalGridMs, async () => {
    const holder = parseHandle(assertion.response.userHandle ?? "");
    if (holder === null) throw new Problem("passkey.refused", { cause: "user_handle" });
    const step = await withAccount(deps.directory, holder.accountId, (scope) =>
      admitHolder(deps, scope, holder, { answer: assertion, request, origin }),
    ).catch(asRefused);
    // Thrown only after the commit: what the refusal changed stays.
    if (step instanceof Problem) throw step;
    return step;
  });
}

async function admitHolder(
  deps: SignInDeps,
  scope: AccountScope,
  { userId }: Holder,
  call: { answer: PasskeyAssertion; request: Arrival; origin: Origin },
): Promise<SignInStep> {
  const { request, origin } = call;
  const proof = await provePasskey(deps, scope, { purpose: "sign_in", userId }, call);
  if (!proof.proved) {
    if (proof.reason !== "unknown") await emit(scope, signInRefused(origin, userId, `passkey_${proof.reason}`));
    return new Problem("passkey.refused", { cause: proof.reason });
  }
  const user = await findUser(scope, userId);
  return conclude(deps, scope, user, { methods: ["passkey"], strong: proof.userVerified }, request, origin);
}

/** An account that is not there is answered as a passkey that does not work. */
function asRefused(error: unknown): never {
  if (error instanceof Problem && error.code === "account.not_found") throw new Problem("passkey.refused");
  throw error;
}
