import { generateKeyPairSync } from "node:crypto";

import { expect, test } from "vitest";

import { createKeySet } from "./key-set.ts";
import type { Jwks } from "./server.ts";

const headerOf = (kid: string): string =>
  Buffer.from(JSON.stringify({ alg: "EdDSA", typ: "at+jwt", kid })).toString("base64url");

function keyNamed(kid: string): Jwks["keys"][number] {
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  return { kid, x, crv: "Ed25519" };
}

test("a key that was published while the keys were being read is found, and nobody is denied for it", async () => {
  const published: Jwks["keys"][number][] = [keyNamed("old")];
  const answered = Promise.withResolvers<void>();
  let reads = 0;
  const keySet = createKeySet(async () => {
    reads += 1;
    const keys = [...published];
    await answered.promise;
    return { keys };
  });
  const before = keySet.find(headerOf("old"));
  await expect.poll(() => reads).toBe(1);
  published.push(keyNamed("new"));
  const found = keySet.find(headerOf("new"));
  answered.resolve();
  expect(await found).not.toBeNull();
  expect(await before).not.toBeNull();
  expect(reads).toBe(2);
  expect(keySet.known(headerOf("new"))).not.toBeNull();
});

test("made-up keys are not asked for more than once in a second, however many come", async () => {
  let reads = 0;
  const keySet = createKeySet(async () => {
    reads += 1;
    return { keys: [keyNamed("one")] };
  });
  await keySet.find(headerOf("one"));
  const asked = Array.from({ length: 500 }, (_, n) => keySet.find(headerOf(`made-up-${n}`)));
  expect(new Set(await Promise.all(asked))).toEqual(new Set([null]));
  expect(reads).toBe(2);
});

test("keys that cannot be read deny, and say that it is not the token's fault [C-005]", async () => {
  const keySet = createKeySet(() => Promise.reject(new Error("away")));
  await expect(keySet.find(headerOf("one"))).rejects.toMatchObject({ code: "service.unavailable" });
});
