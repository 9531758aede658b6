import { createSecretKey } from "node:crypto";

import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { gcmDecrypt, gcmEncrypt, ivLength, tagLength } from "./gcm.ts";
import { hex, readVectors, wycheproof } from "./testing/vector-file.ts";

const text = Type.String();
const testCase = Type.Object({
  tcId: Type.Number(),
  key: text,
  iv: text,
  aad: text,
  msg: text,
  ct: text,
  tag: text,
  result: text,
});
const cases = readVectors("aes-gcm.json", wycheproof(testCase)).testGroups.flatMap((group) => group.tests);
const isOurs = (c: { key: string; iv: string }): boolean => c.key.length === 64 && c.iv.length === 24;

function seal(key: Buffer, iv: Buffer, aad: Buffer, plaintext: Buffer): Buffer {
  const out = Buffer.alloc(plaintext.length + tagLength);
  gcmEncrypt(createSecretKey(key), iv, aad, plaintext, out, 0);
  return out;
}

describe("AES-256-GCM", () => {
  test("agrees with every Wycheproof case of our shape: 256-bit key, 96-bit IV, 128-bit tag [C-040] [C-042] [C-047] [C-053]", () => {
    const ours = cases.filter(isOurs);
    expect(ours.length).toBeGreaterThan(30);
    for (const c of ours) {
      const opened = gcmDecrypt(createSecretKey(hex(c.key)), hex(c.iv), hex(c.aad), hex(c.ct + c.tag));
      expect(opened?.toString("hex") ?? "invalid", `case ${c.tcId}`).toBe(c.result === "valid" ? c.msg : "invalid");
    }
    for (const c of ours.filter((each) => each.result === "valid")) {
      expect(seal(hex(c.key), hex(c.iv), hex(c.aad), hex(c.msg)).toString("hex")).toBe(c.ct + c.tag);
    }
  });

  // Upstream calls some of them valid: short IVs, and long ones, three of which Node refuses by itself.
  test("refuses every other key and IV length, valid or not", () => {
    for (const c of cases.filter((each) => !isOurs(each))) {
      const key = createSecretKey(hex(c.key));
      expect(() => gcmDecrypt(key, hex(c.iv), hex(c.aad), hex(c.ct + c.tag)), `case ${c.tcId}`).toThrow(TypeError);
      expect(() => gcmEncrypt(key, hex(c.iv), hex(c.aad), hex(c.msg), Buffer.alloc(512), 0)).toThrow(TypeError);
    }
  });

  test("leaves no byte of the output unwritten", () => {
    const key = createSecretKey(Buffer.alloc(32, 1));
    for (const room of [tagLength + 3, tagLength + 5]) {
      const encrypt = (): void =>
        gcmEncrypt(key, Buffer.alloc(ivLength), Buffer.alloc(0), "text", Buffer.alloc(room), 0);
      expect(encrypt).toThrow(RangeError);
    }
  });

  test("refuses a shortened tag", () => {
    const key = Buffer.alloc(32, 1);
    const iv = Buffer.alloc(ivLength, 2);
    const sealed = seal(key, iv, Buffer.alloc(0), Buffer.from("text"));
    for (let length = 0; length < sealed.length; length += 1) {
      expect(gcmDecrypt(createSecretKey(key), iv, Buffer.alloc(0), sealed.subarray(0, length))).toBeNull();
    }
  });
});
