import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { Secret } from "../../kernel/secret.ts";
import { challengeMs, type ChallengeUse, newChallenge, readChallenge } from "./challenge.ts";

const key = new Secret<Uint8Array>(new Uint8Array(32).fill(7));
const holder = { accountId: newId("account", 1), userId: newId("user", 1) };
const use: ChallengeUse = { purpose: "step_up", holder, context: "ses_1" };
const now = 1_800_000_000_000;

describe("a challenge", () => {
  const raw = newChallenge(key, use, now);

  test("is good for five minutes and not a millisecond longer", () => {
    expect(readChallenge(key, use, raw, now + challengeMs - 1)?.expiresAt).toBe(now + challengeMs);
    expect(readChallenge(key, use, raw, now + challengeMs)).toBeNull();
  });

  test.each<[string, ChallengeUse]>([
    ["another purpose", { ...use, purpose: "second_factor" }],
    ["another account", { ...use, holder: { ...holder, accountId: newId("account", 1) } }],
    ["another user", { ...use, holder: { ...holder, userId: newId("user", 1) } }],
    ["another session", { ...use, context: "ses_2" }],
    ["nobody", { ...use, holder: null }],
  ])("is unknown to %s", (_whose, other) => {
    expect(readChallenge(key, other, raw, now)).toBeNull();
  });

  test("under another deployment's key is unknown", () => {
    expect(readChallenge(new Secret<Uint8Array>(new Uint8Array(32)), use, raw, now)).toBeNull();
  });

  test("with any one bit changed, and in any other spelling, is unknown", () => {
    const bytes = Buffer.from(raw, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readChallenge(key, use, changed.toString("base64url"), now)).toBeNull();
    }
    for (const spelling of [`${raw}=`, `${raw}A`, raw.slice(0, -1), ` ${raw}`]) {
      expect(readChallenge(key, use, spelling, now)).toBeNull();
    }
  });

  test("carries 128 random bits, new each time", () => {
    const many = Array.from({ length: 100 }, () => newChallenge(key, use, now));
    expect(new Set(many.map((each) => Buffer.from(each, "base64url").subarray(0, 16).toString("hex"))).size).toBe(100);
  });

  test("of any text is refused, and never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readChallenge(key, use, text, now)).toBeNull();
      }),
    );
  });
});
