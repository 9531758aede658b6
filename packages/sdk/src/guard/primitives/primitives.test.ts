import { generateKeyPairSync, sign } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import * as node from "./node.ts";
import * as portable from "./portable.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const { x = "" } = publicKey.export({ format: "jwk" });

/** What both say of a signature, imported from the same key. */
async function verdicts(signed: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean[]> {
  return [
    await node.isSignedBy(await node.importKey(x), signed, signature),
    await portable.isSignedBy(await portable.importKey(x), signed, signature),
  ];
}

describe("WebCrypto and Node's own cryptography", () => {
  test("agree on what is signed, and on what differs from it in one bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.nat(511), async (text, bit) => {
        const signature = Uint8Array.from(sign(null, Buffer.from(text), privateKey));
        expect(await verdicts(text, signature)).toEqual([true, true]);
        const flipped = Uint8Array.from(signature, (byte, n) => (n === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(await verdicts(text, flipped)).toEqual([false, false]);
        expect(await verdicts(`${text}.`, signature)).toEqual([false, false]);
      }),
      { numRuns: 50 },
    );
  });

  test("refuse a signature of another length, and a key that is none", async () => {
    expect(await verdicts("text", new Uint8Array(63))).toEqual([false, false]);
    expect(await verdicts("text", new Uint8Array(0))).toEqual([false, false]);
    for (const odd of ["", "AAAA", "!"]) {
      await expect(async () => node.importKey(odd)).rejects.toBeInstanceOf(Error);
      await expect(async () => portable.importKey(odd)).rejects.toBeInstanceOf(Error);
    }
  });
});
