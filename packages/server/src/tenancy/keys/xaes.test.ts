import { createHash } from "node:crypto";

import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { gcmDecrypt, gcmEncrypt, tagLength } from "./gcm.ts";
import { hex, readVectors } from "./testing/vector-file.ts";
import { derivationNonceLength, XaesKey } from "./xaes.ts";

const text = Type.String();
const vector = Type.Object({ key: text, nonce: text, messageKey: text, plaintext: text, aad: text, ciphertext: text });
const published = readVectors(
  "xaes-256-gcm.json",
  Type.Object({ vectors: Type.Array(vector), accumulated: Type.Record(text, text) }),
);

function seal(key: Uint8Array, nonce: Buffer, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const messageKey = new XaesKey(key).messageKey(nonce.subarray(0, derivationNonceLength));
  const out = Buffer.alloc(plaintext.length + tagLength);
  gcmEncrypt(messageKey, nonce.subarray(derivationNonceLength), aad, plaintext, out, 0);
  return out;
}

/** The specification's generator: an endless SHAKE-128 of nothing, read front to back. */
function shakeStream(length: number): (count: number) => Buffer {
  const bytes = createHash("shake128", { outputLength: length }).digest();
  let read = 0;
  return (count) => bytes.subarray(read, (read += count));
}

describe("XAES-256-GCM", () => {
  test("gives both vectors of the specification, message keys included", () => {
    for (const v of published.vectors) {
      const [key, nonce, aad] = [hex(v.key), hex(v.nonce), hex(v.aad)];
      const messageKey = new XaesKey(key).messageKey(nonce.subarray(0, derivationNonceLength));
      expect(messageKey.export().toString("hex")).toBe(v.messageKey);
      expect(seal(key, nonce, aad, hex(v.plaintext)).toString("hex")).toBe(v.ciphertext);
      const opened = gcmDecrypt(messageKey, nonce.subarray(derivationNonceLength), aad, hex(v.ciphertext));
      expect(opened?.toString("hex")).toBe(v.plaintext);
    }
  });

  test("gives the specification's accumulated hash of 10,000 random messages", () => {
    const read = shakeStream(10_000 * (32 + 24 + 2 * 256));
    const accumulated = createHash("shake128", { outputLength: 32 });
    for (let i = 0; i < 10_000; i += 1) {
      const [key, nonce] = [read(32), read(24)];
      const plaintext = read(read(1)[0] ?? 0);
      const aad = read(read(1)[0] ?? 0);
      accumulated.update(seal(key, nonce, aad, plaintext));
    }
    expect(accumulated.digest("hex")).toBe(published.accumulated["10000"]);
  });

  test("derives nothing after it was wiped", () => {
    const key = new XaesKey(Buffer.alloc(32, 1));
    key.wipe();
    expect(() => key.messageKey(Buffer.alloc(12))).toThrow("unsupported state");
  });
});
