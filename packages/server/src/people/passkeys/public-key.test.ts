import { generateKeyPairSync } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Cbor, encodeCbor } from "../../../../../test/support/cbor.ts";
import { isSoundKey } from "./public-key.ts";

const newPoint = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const jwk = newPoint();
const bytes = (text = ""): Buffer => Buffer.from(text, "base64url");
const p256: [number, Cbor][] = [
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, bytes(jwk.x)],
  [-3, bytes(jwk.y)],
];

const soundWith = (...changed: [number, Cbor][]): boolean =>
  isSoundKey(encodeCbor(new Map([...p256, ...changed])).toString("base64url"));

describe("a public key", () => {
  test("on the curve of its algorithm is sound", () => {
    expect(soundWith()).toBe(true);
  });

  test.each<[string, [number, Cbor]]>([
    ["off its curve", [-3, bytes(jwk.x)]],
    ["at infinity", [-2, Buffer.alloc(32)]],
    ["of another curve than its algorithm's", [-1, 2]],
    ["for an algorithm that was not offered", [3, -36]],
    ["for an algorithm of another type of key", [3, -8]],
    ["of a type that we do not know", [1, 4]],
    ["cut short", [-2, bytes(jwk.x).subarray(1)]],
  ])("%s is not", (_what, change) => {
    expect(soundWith(change)).toBe(false);
  });

  test("whose coordinate begins with a zero is not sound without it", () => {
    // One of 256 begins so.
    let { x, y } = newPoint();
    while (bytes(x)[0] !== 0) ({ x, y } = newPoint());
    expect(soundWith([-2, bytes(x)], [-3, bytes(y)])).toBe(true);
    expect(soundWith([-2, bytes(x).subarray(1)], [-3, bytes(y)])).toBe(false);
  });

  test.each([
    ["of 2048 bits with the usual exponent", 2048, 65_537, true],
    ["of 1024 bits", 1024, 65_537, false],
    ["with the exponent three", 2048, 3, false],
  ])("for RSA %s is sound or not", (_what, modulusLength, publicExponent, sound) => {
    const { n, e } = generateKeyPairSync("rsa", { modulusLength, publicExponent }).publicKey.export({ format: "jwk" });
    const parts: [number, Cbor][] = [
      [1, 3],
      [3, -257],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ];
    expect(isSoundKey(encodeCbor(new Map(parts)).toString("base64url"))).toBe(sound);
  });

  test("of any bytes is judged, and nothing is thrown", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (raw) => {
        expect(isSoundKey(Buffer.from(raw).toString("base64url"))).toBe(false);
      }),
    );
  });
});
