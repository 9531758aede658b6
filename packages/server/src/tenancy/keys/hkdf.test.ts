import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { hkdfSha256 } from "./hkdf.ts";
import { hex, readVectors, wycheproof } from "./testing/vector-file.ts";

const text = Type.String();
const testCase = Type.Object({
  tcId: Type.Number(),
  ikm: text,
  salt: text,
  info: text,
  size: Type.Number(),
  okm: text,
  result: text,
});

describe("HKDF-SHA256", () => {
  test("agrees with Wycheproof [C-054]", () => {
    const cases = readVectors("hkdf-sha256.json", wycheproof(testCase)).testGroups.flatMap((group) => group.tests);
    expect(cases.length).toBeGreaterThan(30);
    const derive = (c: (typeof cases)[number]): Buffer => hkdfSha256(hex(c.ikm), hex(c.salt), hex(c.info), c.size);
    for (const c of cases.filter((each) => each.result === "valid")) {
      expect(derive(c).toString("hex"), `case ${c.tcId}`).toBe(c.okm);
    }
    for (const c of cases.filter((each) => each.result !== "valid")) {
      expect(() => derive(c), `case ${c.tcId}`).toThrow(RangeError);
    }
  });
});
