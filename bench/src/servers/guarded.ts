import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { createClient } from "@holdfast/sdk";
import { createGuard, type Guard } from "@holdfast/sdk/guard";
import { guarded, identityOf } from "@holdfast/sdk/fastify";
import { fastify } from "fastify";

import { mintGuardToken } from "../../../packages/server/src/people/feed/index.ts";
import { portOf } from "../harness/listening.ts";
import { repeat, repeatAsync } from "../harness/repeat.ts";
import type { Slice } from "../harness/rounds.ts";
import { answerParent } from "../harness/worker-process.ts";
import { guardSecret } from "./deployment.ts";
import { guardedPath, helloPath } from "./paths.ts";

/** A product: the same hello with and without the guard before it. */
const app = fastify({ logger: false });
const guards: Guard[] = [];
let tokens: readonly string[] = [];
let key: KeyObject | null = null;

async function newGuard(baseUrl: string, rememberAtMost?: number): Promise<Guard> {
  const guard = createGuard({
    baseUrl,
    credential: mintGuardToken(guardSecret, null),
    issuer: "http://localhost:7700",
    ...(rememberAtMost !== undefined && { rememberAtMost }),
  });
  guards.push(guard);
  while (!guard.fresh()) await sleep(10);
  return guard;
}

/** @returns the port of the product */
async function start(holdfastPort: number, seen: readonly string[]): Promise<number> {
  const baseUrl = `http://127.0.0.1:${holdfastPort}`;
  tokens = seen;
  const guard = await newGuard(baseUrl);
  await newGuard(baseUrl, 0);
  for (const token of tokens) await guard.verify(token);
  const holdfast = createClient({ baseUrl });
  const { keys } = await holdfast.readJwks();
  const [published] = keys;
  if (published === undefined) throw new Error("no public key");
  key = createPublicKey({ key: { ...published }, format: "jwk" });
  const schema = { response: { 200: { type: "object", properties: { user: { type: "string" } } } } };
  app.get(helloPath, { schema }, async () => ({ user: "usr_01k9zt0000abcdefghjkmnpqrs" }));
  app.get(guardedPath, { schema, onRequest: guarded(guard, { right: "account:read" }) }, async (request) => ({
    user: identityOf(request).user,
  }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  return portOf(app.server);
}

const tokenAt = (n: number): string => tokens[n % tokens.length] ?? "";

function guardAt(n: number): Guard {
  const guard = guards[n];
  if (guard === undefined) throw new Error("not started");
  return guard;
}

const burst = 1000;

/** Tokens that are remembered, in bursts as requests come: a process that never turned could not renew its trust. */
async function recall(milliseconds: number): Promise<Slice> {
  const guard = guardAt(0);
  // Signatures were checked meanwhile, without a turn for anything else.
  while (!guard.fresh()) await sleep(5);
  // It asks about a session again after half a minute of use; these are of requests in between.
  for (const token of tokens) await guard.verify(token);
  const began = performance.now();
  let operations = 0;
  let refused = 0;
  while (performance.now() - began < milliseconds) {
    for (let n = 0; n < burst; n += 1) if (guard.known(tokenAt(n)) === null) refused += 1;
    operations += burst;
    await nextTurn();
  }
  return { operations, seconds: (performance.now() - began) / 1000, failures: { refused } };
}

/** Tokens that were never seen: signature, and the session's row from the server. */
const firstSight = (milliseconds: number): Promise<Slice> =>
  repeatAsync(milliseconds, 256, (n) => guardAt(1).verify(tokenAt(n)));

/** Their signatures alone. */
async function signatures(milliseconds: number): Promise<Slice> {
  if (key === null) throw new Error("not started");
  const publicKey = key;
  return repeat(milliseconds, 100, (n) => {
    const token = tokenAt(n);
    const end = token.lastIndexOf(".");
    verify(null, Buffer.from(token.slice(0, end)), publicKey, Buffer.from(token.slice(end + 1), "base64url"));
  });
}

const methods = { start, recall, firstSight, signatures };
export type GuardedMethods = typeof methods;
answerParent(methods, async () => {
  for (const guard of guards) guard.close();
  await app.close();
});
