import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeBundle, encodeBundle, splitBundle } from "./entry-bundle.ts";
import { refusal } from "./refusal.fixture.ts";

const anyEntries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 });

describe("an entry bundle", () => {
  test("gives back the entries it was made of", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        expect(decodeBundle(encodeBundle(entries), entries.length)).toEqual(entries);
      }),
    );
  });

  test("frames an entry by a big-endian uint16", () => {
    expect([...encodeBundle([new Uint8Array(0x0102).fill(9)]).subarray(0, 3)]).toEqual([1, 2, 9]);
    expect(encodeBundle([new Uint8Array(65_535)])).toHaveLength(65_537);
    expect(refusal(() => encodeBundle([new Uint8Array(65_536)]))).toBe("entry.too_large");
  });

  test("that ends too early is refused, wherever it ends", () => {
    const bundle = encodeBundle([Uint8Array.of(1, 2, 3), new Uint8Array(), Uint8Array.of(4)]);
    for (let length = 0; length < bundle.length; length++) {
      expect(refusal(() => decodeBundle(bundle.subarray(0, length), 3))).toBe("bundle.truncated");
    }
  });

  test("with a byte too many is refused", () => {
    const bundle = encodeBundle([Uint8Array.of(1)]);
    expect(splitBundle(Uint8Array.of(...bundle, 0), 1).rest).toBe("trailing_bytes");
    expect(refusal(() => decodeBundle(bundle, 0))).toBe("bundle.trailing_bytes");
  });
});
