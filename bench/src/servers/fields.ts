import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";

import type { AccountId } from "@holdfast/contract";

import { hours } from "../../../packages/server/src/kernel/clock.ts";
import { createKeyCache, openAccountKeys, type Place } from "../../../packages/server/src/tenancy/keys/index.ts";
import { repeat } from "../harness/repeat.ts";
import type { Slice } from "../harness/rounds.ts";
import { answerParent } from "../harness/worker-process.ts";
import { type DeploymentOptions, startDeployment } from "./deployment.ts";

/** One field, encrypted and decrypted again, as the stores do it and as `node:crypto` alone would. */
export type Way = "xaes-256-gcm" | "aes-256-gcm" | "raw, key object" | "raw, key bytes";

const bound = Buffer.from(
  "acc_01k9zt0000abcdefghjkmnpqrs users email_sealed usr_01k9zt0000abcdefghjkmnpqrs users 010100000001",
);
const place: Place = {
  purpose: "users",
  table: "users",
  column: "email_sealed",
  row: "usr_01k9zt0000abcdefghjkmnpqrs",
};

const ways = new Map<Way, (plaintext: Buffer) => Buffer>();

async function start(options: DeploymentOptions, accountId: AccountId): Promise<void> {
  const { runtime, stop } = await startDeployment(options);
  for (const algorithm of ["xaes-256-gcm", "aes-256-gcm"] as const) {
    // A cache of its own: a ring seals with the algorithm that it was opened for.
    const keyCache = createKeyCache({ ttlMs: hours(1) });
    const account = await openAccountKeys({ ...runtime.directory.keys, algorithm, keyCache }, accountId);
    ways.set(algorithm, (plaintext) => account.open(place, account.seal(place, plaintext)));
  }
  await stop();
  const bytes = randomBytes(32);
  const object = createSecretKey(bytes);
  ways.set("raw, key object", (plaintext) => rawPair(object, plaintext));
  ways.set("raw, key bytes", (plaintext) => rawPair(bytes, plaintext));
}

/** As the documentation of `node:crypto` shows it, with the same associated data. */
function rawPair(key: Parameters<typeof createCipheriv>[1], plaintext: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(bound);
  const sealed = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAAD(bound);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

function run(way: Way, bytes: number, milliseconds: number): Promise<Slice> {
  const pair = ways.get(way);
  if (pair === undefined) throw new Error("not started");
  const plaintext = randomBytes(bytes);
  if (!pair(plaintext).equals(plaintext)) throw new Error(`${way} gives something else back`);
  return repeat(milliseconds, 100, () => void pair(plaintext));
}

const methods = { start, run };
export type FieldMethods = typeof methods;
answerParent(methods);
