import type { PasskeyRegistration } from "@holdfast/contract";
import { verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject, isoCBOR } from "@simplewebauthn/server/helpers";

import { type ClientDataFault, readClientData } from "./client-data.ts";
import { algorithms, isSoundKey } from "./public-key.ts";
import type { RelyingParty } from "./relying-party.ts";

/** What an authenticator made, as WebAuthn's credential record has it (Level 3, section 4). */
export interface NewCredential {
  /** base64url */
  readonly credentialId: string;
  /** COSE_Key, base64url */
  readonly publicKey: string;
  readonly signCount: number;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly verifiesUser: boolean;
  readonly transports: readonly string[];
}

export interface Registration {
  readonly challenge: string;
  readonly credential: NewCredential;
}

export type RegistrationFault = ClientDataFault | "not_verified" | "credential_id" | "public_key";

/** Level 3, section 7.1 step 25. */
const longestCredentialId = 1023;

/**
 * Verifies a registration (Web Authentication Level 3, section 7.1), but for its challenge, which the caller judges.
 * Whatever bytes come, the answer is a credential or a fault.
 */
export async function verifyRegistration(
  relyingParty: RelyingParty,
  answer: PasskeyRegistration,
): Promise<Registration | { readonly fault: RegistrationFault }> {
  const said = readClientData(answer.response.clientDataJSON, "webauthn.create", relyingParty);
  if ("fault" in said) return said;
  // The library tells its refusals, and what it stumbles over in garbage, by messages only: each is a refusal.
  const credential = await credentialIn(relyingParty, answer, said.challenge).catch(() => null);
  if (credential === null) return { fault: "not_verified" };
  if (credential.credentialId !== answer.id || lengthOf(credential.credentialId) > longestCredentialId) {
    return { fault: "credential_id" };
  }
  return isSoundKey(credential.publicKey) ? { challenge: said.challenge, credential } : { fault: "public_key" };
}

const lengthOf = (base64url: string): number => Buffer.byteLength(base64url, "base64url");

async function credentialIn(
  relyingParty: RelyingParty,
  answer: PasskeyRegistration,
  challenge: string,
): Promise<NewCredential | null> {
  const { id, rawId, type, response } = answer;
  const attestationObject = withoutStatement(response.attestationObject);
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: {
      id,
      rawId,
      type,
      clientExtensionResults: {},
      response: { clientDataJSON: response.clientDataJSON, attestationObject },
    },
    expectedChallenge: challenge,
    expectedOrigin: relyingParty.origin,
    expectedRPID: relyingParty.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: [...algorithms],
  });
  if (!verified) return null;
  const { credential, credentialDeviceType, credentialBackedUp, userVerified } = registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    signCount: credential.counter,
    backupEligible: credentialDeviceType === "multiDevice",
    backedUp: credentialBackedUp,
    verifiesUser: userVerified,
    transports: response.transports ?? [],
  };
}

/**
 * Takes the attestation statement away, as a browser does that was asked for none. We trust no maker of authenticators
 * more than another, so a statement could only do harm: certificates to parse, revocation lists to fetch.
 * @throws for what is no attestation object.
 */
function withoutStatement(attestationObject: string): string {
  const bytes = new Uint8Array(Buffer.from(attestationObject, "base64url"));
  const authData = decodeAttestationObject(bytes).get("authData");
  const statement = new Map<string, string | Map<string, string> | Uint8Array>([
    ["fmt", "none"],
    ["attStmt", new Map()],
    ["authData", authData],
  ]);
  return Buffer.from(isoCBOR.encode(statement)).toString("base64url");
}
