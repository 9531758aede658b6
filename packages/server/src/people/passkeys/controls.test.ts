import { describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { type AssertionFault, verifyAssertion } from "./assertion.ts";
import { passkeyControls } from "./controls.ts";
import { relyingPartyAt } from "./relying-party.ts";

const deps = {
  relyingParty: relyingPartyAt("https://id.example.com"),
  challengeKey: new Secret<Uint8Array>(new Uint8Array(32).fill(1)),
  clock: () => 1_800_000_000_000,
};

async function measure(verify = verifyAssertion) {
  const [control] = passkeyControls(deps, verify);
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
}

const believing = { challenge: "", userVerified: true, signCount: 0, backedUp: false };

describe("the control of passkeys", () => {
  test("finds four forgeries refused, and an honest passkey believed [C-106]", async () => {
    expect(await measure()).toEqual({
      ok: true,
      evidence: { forgeriesTried: 4, forgeriesAccepted: "none", challengesMisread: "none", ownPasskeyAccepted: "true" },
    });
  });

  test("finds a verifier that believes everything", async () => {
    const { ok, evidence } = await measure(async () => believing);
    expect(ok).toBe(false);
    expect(evidence["forgeriesAccepted"]).toBe(
      "of another key, from another origin, for another RP id, with nobody present",
    );
  });

  test("finds a verifier that believes nothing", async () => {
    const fault: AssertionFault = "not_verified";
    expect((await measure(async () => ({ fault }))).ok).toBe(false);
  });
});
