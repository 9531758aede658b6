import { hrtime } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

import { awaitEverywhere, publish, type Revocation } from "../../../packages/server/src/tenancy/revocation/index.ts";
import { answerParent } from "../harness/worker-process.ts";
import { type Deployment, type DeploymentOptions, startDeployment } from "./deployment.ts";

/** A server process as the others of its deployment see it: it verifies tokens, and revokes. */
let deployment: Deployment | null = null;

function running(): Deployment["runtime"] {
  if (deployment === null) throw new Error("not started");
  return deployment.runtime;
}

async function start(options: DeploymentOptions, tokens: readonly string[]): Promise<void> {
  deployment = await startDeployment(options);
  while (!running().revocationNode.fresh()) await sleep(10);
  await verifyAll(tokens);
}

async function verifyAll(tokens: readonly string[]): Promise<void> {
  for (const token of tokens) await running().authenticator.verify(token);
}

/** Bytes in use when nothing is left to be collected. */
function heapAfterCollection(): number {
  if (globalThis.gc === undefined) throw new Error("start this with --expose-gc");
  for (let i = 0; i < 3; i += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Looks every millisecond whether the token is still accepted from memory. @returns when it was not, in nanoseconds */
async function refusedAt(token: string): Promise<string> {
  while (running().authenticator.known(token) !== null) await sleep(1);
  return String(hrtime.bigint());
}

/** @returns when the statement was sent, in nanoseconds of the machine's clock, and the certificate's milliseconds */
async function revoke(revocation: Revocation): Promise<{ sentAt: string; certified: number; acknowledged: number }> {
  const sentAt = String(hrtime.bigint());
  const entry = await publish(running().revocation, revocation);
  const { milliseconds, nodes } = await awaitEverywhere(running().revocation, entry);
  return { sentAt, certified: milliseconds, acknowledged: nodes.acknowledged };
}

const methods = { start, verifyAll, heapAfterCollection, refusedAt, revoke };
export type NodeMethods = typeof methods;
answerParent(methods, async () => deployment?.stop());
