import { describe, expect, test } from "vitest";

import { textOf } from "./bytes.ts";
import { emptyRoot } from "./merkle-tree.ts";
import { blindOrigin, formatPlatformEntry, parsePlatformReceipt } from "./platform-receipt.ts";
import { refusal } from "./refusal.fixture.ts";

const salt = new Uint8Array(32).fill(9);
const origin = "holdfast.example/log/acc_1";

describe("a leaf of the platform log", () => {
  test("is the text of a checkpoint under a blinded name", () => {
    const text = textOf(formatPlatformEntry({ origin, size: 7, root: emptyRoot() }, salt));
    expect(text).toBe(`${blindOrigin(origin, salt)}\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`);
    expect(text).not.toContain("acc_1");
  });

  test("has the same name for the same log and salt, and another one for any other", () => {
    expect(blindOrigin(origin, salt)).toBe("yeOJ3oKuWYtoTFJoW7wqlVibU27dhKDRAyzEc7WkfwE");
    expect(blindOrigin(`${origin}0`, salt)).not.toBe(blindOrigin(origin, salt));
    expect(blindOrigin(origin, new Uint8Array(32))).not.toBe(blindOrigin(origin, salt));
    expect(() => blindOrigin(origin, new Uint8Array(31))).toThrow(RangeError);
  });
});

describe("a receipt of the platform log", () => {
  const receipt = { salt: "s", entry: "e", proof: "p", vkey: "v" };

  test("is an object of four texts", () => {
    expect(parsePlatformReceipt(JSON.stringify(receipt))).toEqual(receipt);
  });

  test.each(["", "{", "null", "[]", JSON.stringify({ ...receipt, salt: 1 }), JSON.stringify({ salt: "s" })])(
    "is not %j",
    (text) => {
      expect(refusal(() => parsePlatformReceipt(text))).toBe("platform.malformed");
    },
  );
});
