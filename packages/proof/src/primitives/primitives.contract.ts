import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { utf8 } from "../bytes.ts";

/** What `#primitives` stands for, whichever file a runtime resolves it to. */
export interface Primitives {
  readonly sha256: (message: Uint8Array) => Uint8Array;
  readonly sha256Base64Url: (message: Uint8Array) => string;
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}

interface SignatureVectors {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly msg: string;
      readonly sig: string;
      readonly result: "valid" | "invalid";
    }[];
  }[];
}

const vectorFile = new URL("../../vectors/ed25519/ed25519_test.json", import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a file that is committed beside this one
const vectors = JSON.parse(readFileSync(vectorFile, "utf8")) as SignatureVectors;
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

/** What every implementation of the primitives has to do. */
export function describePrimitives(name: string, { sha256, sha256Base64Url, verifyEd25519 }: Primitives): void {
  describe(`${name} as primitives`, () => {
    test.each([
      ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
      ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
      [
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      ],
      ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
    ])("gives the digests of FIPS 180-4's examples (%#)", (message, digest) => {
      expect(sha256(utf8(message))).toEqual(hex(digest));
    });

    test("hashes any message, at any offset of its buffer, as OpenSSL does", () => {
      const message = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 20 }));
      fc.assert(
        fc.property(message, ([bytes, offset]) => {
          const view = bytes.subarray(Math.min(offset, bytes.length));
          expect(sha256(view)).toEqual(new Uint8Array(createHash("sha256").update(view).digest()));
          expect(sha256Base64Url(view)).toBe(createHash("sha256").update(view).digest("base64url"));
        }),
      );
    });

    test("accepts and refuses the signatures that Wycheproof says", async () => {
      const cases = vectors.testGroups.flatMap(({ publicKey, tests }) => tests.map((each) => ({ ...each, publicKey })));
      expect(cases).toHaveLength(62);
      for (const { tcId, publicKey, msg, sig, result } of cases) {
        const isValid = await verifyEd25519(hex(publicKey.pk), hex(msg), hex(sig));
        expect({ tcId, isValid }).toEqual({ tcId, isValid: result === "valid" });
      }
    });
  });
}
