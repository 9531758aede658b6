import { generateKeyPairSync } from "node:crypto";

import { beforeEach, describe, expect, test } from "vitest";

import type { TokenKey } from "./access-token.ts";
import { followKeys } from "./token-keyring.ts";

const publicKey = (): Uint8Array =>
  Buffer.from(generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "", "base64url");
const key: TokenKey = { kid: "key-1", publicKey: publicKey() };
const header = Buffer.from(JSON.stringify({ alg: "EdDSA", typ: "at+jwt", kid: key.kid })).toString("base64url");
const token = `${header}.payload.signature`;
const madeUp = "made-up.payload.signature";

let now: number;
let readings: { resolve(keys: TokenKey[]): void; reject(error: Error): void }[];
let keysFor: ReturnType<typeof followKeys>;

beforeEach(() => {
  now = 1000;
  readings = [];
  const read = (): Promise<TokenKey[]> =>
    new Promise((resolve, reject) => {
      readings.push({ resolve, reject });
    });
  keysFor = followKeys(read, () => now, 5000);
});

async function settle(keys: TokenKey[]): Promise<void> {
  readings.at(-1)?.resolve(keys);
  await new Promise(setImmediate);
}

describe("the keys that tokens are checked with", () => {
  test("are read once for tokens that come together, and known to all of them", async () => {
    const asked = [keysFor(token), keysFor(token), keysFor(madeUp)];
    await settle([key]);
    for (const keys of await Promise.all(asked)) expect(keys.has(header)).toBe(true);
    expect(readings).toHaveLength(1);
  });

  test("are read again for an unknown name, but not more often than allowed", async () => {
    void keysFor(token);
    await settle([key]);
    now += 4999;
    await keysFor(madeUp);
    expect(readings).toHaveLength(1);
    now += 1;
    void keysFor(madeUp);
    expect(readings).toHaveLength(2);
  });

  test("are read again after a reading that failed", async () => {
    const asked = keysFor(token);
    readings[0]?.reject(new Error("no keystore"));
    await expect(asked).rejects.toThrow("no keystore");
    const again = keysFor(token);
    await settle([key]);
    expect((await again).has(header)).toBe(true);
  });
});
