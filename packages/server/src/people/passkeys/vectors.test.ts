import type { PasskeyAssertion, PasskeyRegistration } from "@holdfast/contract";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { verifyAssertion } from "./assertion.ts";
import { type Registration, verifyRegistration } from "./registration.ts";
import type { RelyingParty } from "./relying-party.ts";

/** The test vectors of Web Authentication Level 3; see vectors/SOURCE.txt. Bytes are hexadecimal. */
interface Vector {
  readonly name: string;
  readonly rpId: string;
  readonly origin: string;
  readonly registration: Record<"challenge" | "credential_id" | "clientDataJSON" | "attestationObject", string>;
  readonly authentication: Record<"challenge" | "authenticatorData" | "clientDataJSON" | "signature", string>;
}

const file = new URL("vectors/vectors.json", import.meta.url);
const { vectors }: { vectors: readonly Vector[] } = JSON.parse(readFileSync(file, "utf8"));

const base64url = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");
const partyOf = ({ rpId, origin }: Vector): RelyingParty => ({ id: rpId, name: rpId, origin });

function registrationOf({ registration }: Vector): PasskeyRegistration {
  const id = base64url(registration.credential_id);
  const clientDataJSON = base64url(registration.clientDataJSON);
  const response = { clientDataJSON, attestationObject: base64url(registration.attestationObject) };
  return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
}

function assertionOf({ registration, authentication }: Vector): PasskeyAssertion {
  const id = base64url(registration.credential_id);
  const response = {
    clientDataJSON: base64url(authentication.clientDataJSON),
    authenticatorData: base64url(authentication.authenticatorData),
    signature: base64url(authentication.signature),
  };
  return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
}

async function registered(vector: Vector): Promise<Registration> {
  const registration = await verifyRegistration(partyOf(vector), registrationOf(vector));
  if ("fault" in registration) throw new Error(`registration refused: ${registration.fault}`);
  return registration;
}

/** The same bytes, base64url, with one bit of one byte flipped. */
function flipped(text: string, at: number, bit = 1): string {
  const bytes = Buffer.from(text, "base64url");
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ bit;
  return bytes.toString("base64url");
}

const framed = vectors.filter(({ name }) => name.includes("crossOrigin"));
const own = vectors.filter((vector) => !framed.includes(vector));

test("all eight vectors are there", () => {
  expect([own.length, framed.length]).toEqual([7, 1]);
});

describe.each(own.map((vector) => [vector.name, vector] as const))("the W3C vector %s", (_name, vector) => {
  test("registers, and its answer is accepted [C-106] [C-109]", async () => {
    const { challenge, credential } = await registered(vector);
    expect(challenge).toBe(base64url(vector.registration.challenge));
    expect(credential.credentialId).toBe(base64url(vector.registration.credential_id));
    const assertion = await verifyAssertion(partyOf(vector), credential, assertionOf(vector));
    expect(assertion).toMatchObject({ challenge: base64url(vector.authentication.challenge) });
  });

  test("with flags as they were signed", async () => {
    const { credential } = await registered(vector);
    const flags = Buffer.from(vector.authentication.authenticatorData, "hex")[32] ?? 0;
    const assertion = await verifyAssertion(partyOf(vector), credential, assertionOf(vector));
    expect(assertion).toMatchObject({ userVerified: (flags & 4) !== 0, backedUp: (flags & 16) !== 0 });
    expect(credential.backupEligible).toBe((flags & 8) !== 0);
  });

  test("is refused at another origin, and for another RP id [C-106]", async () => {
    const { credential } = await registered(vector);
    const elsewhere = { ...partyOf(vector), origin: "https://example.net" };
    const other = { ...partyOf(vector), id: "example.net" };
    expect(await verifyRegistration(elsewhere, registrationOf(vector))).toEqual({ fault: "origin" });
    expect(await verifyRegistration(other, registrationOf(vector))).toEqual({ fault: "not_verified" });
    expect(await verifyAssertion(elsewhere, credential, assertionOf(vector))).toEqual({ fault: "origin" });
    expect(await verifyAssertion(other, credential, assertionOf(vector))).toEqual({ fault: "not_verified" });
  });

  test("is refused when the other ceremony's answer is put in its place", async () => {
    const { credential } = await registered(vector);
    const [made, used] = [registrationOf(vector), assertionOf(vector)];
    const { clientDataJSON } = made.response;
    const swapped = { ...used, response: { ...used.response, clientDataJSON } };
    expect(await verifyAssertion(partyOf(vector), credential, swapped)).toEqual({ fault: "type" });
  });

  test("is refused with any signed part changed [C-106]", async () => {
    const { credential } = await registered(vector);
    const answer = assertionOf(vector);
    const { authenticatorData, signature, clientDataJSON } = answer.response;
    const challenge = Buffer.from(clientDataJSON, "base64url")
      .toString("utf8")
      .replace('"challenge":"', '"challenge":"A');
    const altered = [
      ...[0, 31, 32, 36].map((at) => ({ authenticatorData: flipped(authenticatorData, at) })),
      ...[2, 4, 8, 16].map((bit) => ({ authenticatorData: flipped(authenticatorData, 32, bit) })),
      { signature: flipped(signature, -1) },
      { clientDataJSON: Buffer.from(challenge).toString("base64url") },
    ];
    for (const part of altered) {
      const changed = { ...answer, response: { ...answer.response, ...part } };
      expect(await verifyAssertion(partyOf(vector), credential, changed)).toHaveProperty("fault");
    }
  });

  test("is refused under another credential id", async () => {
    const { credential } = await registered(vector);
    const [made, used] = [registrationOf(vector), assertionOf(vector)];
    const id = flipped(used.id, 0);
    expect(await verifyAssertion(partyOf(vector), credential, { ...used, id, rawId: id })).toHaveProperty("fault");
    const renamed = await verifyRegistration(partyOf(vector), { ...made, id, rawId: id });
    expect(renamed).toEqual({ fault: "credential_id" });
  });
});

describe.each(framed.map((vector) => [vector.name, vector] as const))("the W3C vector %s", (_name, vector) => {
  test("is refused, because no page of ours lets itself be framed", async () => {
    expect(await verifyRegistration(partyOf(vector), registrationOf(vector))).toEqual({ fault: "cross_origin" });
  });
});
