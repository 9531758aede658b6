import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from "./base64.ts";

const bytes = fc.uint8Array({ maxLength: 100 });

describe("base64", () => {
  test("is that of Node's Buffer, in both alphabets", () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(encodeBase64(data)).toBe(Buffer.from(data).toString("base64"));
        expect(encodeBase64Url(data)).toBe(Buffer.from(data).toString("base64url"));
      }),
    );
  });

  test("is decoded to what was encoded", () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(decodeBase64(encodeBase64(data))).toEqual(data);
        expect(decodeBase64Url(encodeBase64Url(data))).toEqual(data);
      }),
    );
  });

  test("is decoded from one spelling only", () => {
    const nearly = fc.stringMatching(/^[ABwxYZ019+/_= \n-]{0,12}$/);
    fc.assert(
      fc.property(nearly, (text) => {
        const [standard, urlSafe] = [decodeBase64(text), decodeBase64Url(text)];
        expect(standard === null ? text : encodeBase64(standard)).toBe(text);
        expect(urlSafe === null ? text : encodeBase64Url(urlSafe)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(["A", "AA", "AA=", "AB==", "AAB=", "A===", "====", "=", "AA==AA==", "AAAA\n", " AAAA", "AA-_", "ÄÄÄÄ"])(
    "is not %j",
    (text) => {
      expect(decodeBase64(text)).toBeNull();
    },
  );

  test.each(["A", "AB", "AAB", "AA==", "AA+/", "AAAA "])("is, for URLs, not %j", (text) => {
    expect(decodeBase64Url(text)).toBeNull();
  });
});
