import type { PasskeyCreationOptions, PasskeyRequestOptions, UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { findUser, userView } from "../users/index.ts";
import { challengeMs, type ChallengeUse, newChallenge } from "./challenge.ts";
import type { CeremonyDeps, PasskeyDeps } from "./deps.ts";
import { isUsable, mostPasskeys, type Passkey } from "./passkey.ts";
import { algorithms } from "./public-key.ts";
import { listRows } from "./store.ts";
import { handleOf, type Holder } from "./user-handle.ts";

/** What a registration in this session answers to. */
export const registrationUse = ({ accountId, userId, sessionId }: Caller): ChallengeUse => ({
  purpose: "register",
  holder: { accountId, userId },
  context: sessionId,
});

/** @throws Problem(`passkey.too_many`) */
export function creationOptions(deps: PasskeyDeps, caller: Caller): Promise<PasskeyCreationOptions> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    await deps.passkeyRules.registering(scope, caller);
    const known = await listRows(scope, caller.userId);
    if (known.length >= mostPasskeys) throw new Problem("passkey.too_many");
    const person = userView(scope, await findUser(scope, caller.userId));
    // A security key without room for another discoverable one still makes a second factor.
    return optionsToMake(deps, scope, {
      use: registrationUse(caller),
      holder: caller,
      person,
      known,
      want: "preferred",
    });
  });
}

/**
 * Options to make a passkey.
 * @param asked.want how much it is to be discoverable and to verify its user, so that it can be the only way in.
 */
export async function optionsToMake(
  { challengeKey, relyingParty, clock }: CeremonyDeps,
  scope: AccountScope,
  asked: {
    readonly use: ChallengeUse;
    readonly holder: Holder;
    readonly person: { readonly email: string; readonly name: string };
    readonly known: readonly Passkey[];
    readonly want: "preferred" | "required";
  },
): Promise<PasskeyCreationOptions> {
  const { use, holder, person, known, want } = asked;
  const account = await profileOf(scope);
  return {
    challenge: newChallenge(challengeKey, use, clock()),
    rp: { id: relyingParty.id, name: relyingParty.name },
    // The account's name goes with the address: whoever belongs to two is asked which passkey to use.
    user: {
      id: handleOf(holder).toString("base64url"),
      name: `${person.email} (${account.name})`,
      displayName: person.name,
    },
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    timeout: challengeMs,
    attestation: "none",
    excludeCredentials: known.map(credentialRef),
    authenticatorSelection: {
      residentKey: want,
      requireResidentKey: want === "required",
      userVerification: want,
    },
    extensions: { credProps: true },
  };
}

/** Options to sign in without a user name: any passkey of ours may answer. The same for everybody. */
export const discoveryOptions = (deps: CeremonyDeps): PasskeyRequestOptions =>
  requestOptions(deps, { purpose: "sign_in", holder: null, context: "" }, []);

/**
 * Options for a proof by somebody who is known: after their password, or in their session.
 * @param asked.context what asks: the sign-in under way, or the session. Its answer is good for nothing else.
 * @returns null when they have no passkey that can prove anything.
 */
export async function proofOptions(
  deps: CeremonyDeps,
  scope: AccountScope,
  asked: { readonly purpose: "second_factor" | "step_up"; readonly userId: UserId; readonly context: string },
): Promise<PasskeyRequestOptions | null> {
  const usable = (await listRows(scope, asked.userId)).filter(isUsable);
  if (usable.length === 0) return null;
  const { purpose, userId, context } = asked;
  return requestOptions(deps, { purpose, holder: { accountId: scope.accountId, userId }, context }, usable);
}

const requestOptions = (
  { challengeKey, relyingParty, clock }: CeremonyDeps,
  use: ChallengeUse,
  allowed: readonly Passkey[],
): PasskeyRequestOptions => ({
  challenge: newChallenge(challengeKey, use, clock()),
  rpId: relyingParty.id,
  allowCredentials: allowed.map(credentialRef),
  timeout: challengeMs,
  userVerification: "preferred",
});

const credentialRef = ({ credentialId, transports }: Passkey) => ({
  type: "public-key" as const,
  id: credentialId,
  transports: [...transports],
});
