import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { hours, seconds } from "../../kernel/clock.ts";
import { Secret } from "../../kernel/secret.ts";
import { mostFailures, waitAfter } from "./throttle.ts";
import { codeAt, matchStep, newTotpSecret, shownSecret, stepOf } from "./totp.ts";

const rfcSecret = new Secret<Uint8Array>(Buffer.from("12345678901234567890", "ascii"));

/** RFC 6238 appendix B, SHA-1, its eight digits cut to the six that apps show. */
const vectors = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
] as const;

describe("codes", () => {
  test.each(vectors)("at second %i are those of RFC 6238 [C-108]", (second, digits) => {
    expect(codeAt(rfcSecret, stepOf(second * 1000))).toBe(digits.slice(-6));
  });

  test("are taken in their own step and the next one, and in no other [C-108]", () => {
    const now = seconds(30) * 1000;
    const present = stepOf(now);
    const accepted = [-3, -2, -1, 0, 1, 2].filter(
      (offset) => matchStep(rfcSecret, codeAt(rfcSecret, present + offset), { now, lastStep: 0 }) === present + offset,
    );
    expect(accepted).toEqual([-1, 0]);
  });

  test("of a step that was used, or is older than one that was, are not taken again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: -2, max: 2 }), (step, ahead) => {
        const code = codeAt(rfcSecret, step);
        const now = step * seconds(30);
        const found = matchStep(rfcSecret, code, { now, lastStep: step + ahead });
        expect(found === null || found > step + ahead).toBe(true);
      }),
    );
  });
});

test("a secret has 160 bits, is never twice the same, and is shown in base32 and as a URI", () => {
  const secret = newTotpSecret();
  expect(secret.reveal()).toHaveLength(20);
  expect(newTotpSecret().reveal()).not.toEqual(secret.reveal());
  const shown = shownSecret(rfcSecret, { issuer: "Acme & Sons", label: "ada@example.com" });
  expect(shown.secret).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  const uri = new URL(shown.uri);
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    "otpauth:",
    "totp",
    "/Acme & Sons:ada@example.com",
  ]);
  expect(uri.searchParams.get("secret")).toBe(shown.secret);
});

test("wrong codes in a row cost growing waits from 30 seconds to an hour, and at a hundred the app", () => {
  const waits = Array.from({ length: mostFailures }, (_, failures) => waitAfter(failures + 1));
  expect(waits.slice(0, 7)).toEqual([0, 0, 0, 0, seconds(30), seconds(60), seconds(120)]);
  expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
  expect(waits.at(-1)).toBe(hours(1));
  expect(mostFailures).toBeLessThanOrEqual(100);
});
