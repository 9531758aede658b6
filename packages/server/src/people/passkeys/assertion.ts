import type { PasskeyAssertion } from "@holdfast/contract";
import { verifyAuthenticationResponse } from "@simplewebauthn/server";

import { type ClientDataFault, readClientData } from "./client-data.ts";
import type { RelyingParty } from "./relying-party.ts";

/** What an authenticator signed. */
export interface Assertion {
  readonly challenge: string;
  /** The flag as signed; whether it counts is the passkey's: see `verifiesUser`. */
  readonly userVerified: boolean;
  readonly signCount: number;
  readonly backedUp: boolean;
}

export type AssertionFault = ClientDataFault | "not_verified" | "backup_eligibility";

/**
 * Verifies an assertion (Web Authentication Level 3, section 7.2), but for its challenge and its counter, which the
 * caller judges: a counter tells something only once the signature is known to be good.
 */
export async function verifyAssertion(
  relyingParty: RelyingParty,
  credential: { readonly credentialId: string; readonly publicKey: string; readonly backupEligible: boolean },
  answer: PasskeyAssertion,
): Promise<Assertion | { readonly fault: AssertionFault }> {
  const said = readClientData(answer.response.clientDataJSON, "webauthn.get", relyingParty);
  if ("fault" in said) return said;
  // The library tells its refusals, and what it stumbles over in garbage, by messages only: each is a refusal.
  const found = await signedIn(relyingParty, credential, answer, said.challenge).catch(() => null);
  if (found === null || answer.id !== credential.credentialId) return { fault: "not_verified" };
  // Step 20: eligibility is for ever. Another value is not the credential that was registered.
  if (found.backupEligible !== credential.backupEligible) return { fault: "backup_eligibility" };
  const { userVerified, signCount, backedUp } = found;
  return { challenge: said.challenge, userVerified, signCount, backedUp };
}

async function signedIn(
  relyingParty: RelyingParty,
  credential: { readonly credentialId: string; readonly publicKey: string },
  { id, rawId, type, response }: PasskeyAssertion,
  challenge: string,
) {
  const { clientDataJSON, authenticatorData, signature } = response;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: {
      id,
      rawId,
      type,
      clientExtensionResults: {},
      response: { clientDataJSON, authenticatorData, signature },
    },
    expectedChallenge: challenge,
    expectedOrigin: relyingParty.origin,
    expectedRPID: relyingParty.id,
    requireUserVerification: false,
    // A counter of 0 makes the library leave it alone: it would judge it before the signature.
    credential: {
      id: credential.credentialId,
      publicKey: new Uint8Array(Buffer.from(credential.publicKey, "base64url")),
      counter: 0,
    },
  });
  if (!verified) return null;
  return {
    userVerified: authenticationInfo.userVerified,
    signCount: authenticationInfo.newCounter,
    backupEligible: authenticationInfo.credentialDeviceType === "multiDevice",
    backedUp: authenticationInfo.credentialBackedUp,
  };
}

/** Level 3, section 7.2 step 22: a counter that does not rise is a sign of a copy, unless there is none at all. */
export const isCounterSound = (stored: number, signed: number): boolean =>
  signed > stored || (stored === 0 && signed === 0);
