import postgres from "postgres";

import type { AppendMethods } from "../servers/appends.ts";
import type { BetterAuthMethods } from "../servers/better-auth.ts";
import type { DeploymentOptions } from "../servers/deployment.ts";
import type { FieldMethods } from "../servers/fields.ts";
import type { FollowerMethods } from "../servers/followers.ts";
import type { GuardedMethods } from "../servers/guarded.ts";
import type { HashMethods } from "../servers/hashes.ts";
import type { HoldfastMethods } from "../servers/holdfast.ts";
import type { LimiterMethods } from "../servers/limiters.ts";
import type { NodeMethods } from "../servers/node.ts";
import type { PlainFastifyMethods } from "../servers/plain-fastify.ts";
import type { Member, PopulateMethods, Population } from "../servers/populate.ts";
import type { Stage } from "./stage.ts";
import { cores, startWorker, type Worker, type WorkerOptions } from "./worker.ts";

const program = (name: string): URL => new URL(`../servers/${name}.ts`, import.meta.url);

export const newDeployment = (stage: Stage): DeploymentOptions => ({
  socketDir: stage.socketDir,
  rootKeyFile: stage.rootKeyFile,
  prefix: stage.newPrefix(),
});

/** Fills a deployment by a process that is gone before anything is measured. */
export async function populate(deployment: DeploymentOptions, population: Partial<Population>): Promise<Member[]> {
  await using worker = await startWorker<PopulateMethods>(program("populate"));
  const whole = { accounts: 1, sessionsPerAccount: 1, passwordHash: null, apiKeys: false, ...population };
  // Awaited here: the worker ends with this block.
  return await worker.ask("populate", deployment, whole);
}

const onServerCore: WorkerOptions = { core: cores.server };

export const startHoldfast = (options: WorkerOptions = onServerCore): Promise<Worker<HoldfastMethods>> =>
  startWorker<HoldfastMethods>(program("holdfast"), options);

export const startPlainFastify = (): Promise<Worker<PlainFastifyMethods>> =>
  startWorker<PlainFastifyMethods>(program("plain-fastify"), onServerCore);

/** A product with our guard, on the core of servers. */
export const startGuarded = (): Promise<Worker<GuardedMethods>> =>
  startWorker<GuardedMethods>(program("guarded"), onServerCore);

/** Products that follow the feed, on the core of clients. */
export const startFollowers = (): Promise<Worker<FollowerMethods>> =>
  startWorker<FollowerMethods>(program("followers"), { core: cores.client });

async function makeDatabase({ socketDir }: Stage, database: string): Promise<void> {
  const owner = postgres({ host: socketDir, database: "postgres", username: "holdfast_owner", max: 1 });
  await owner`create database ${owner(database)}`;
  await owner.end();
}

/** Makes a database for better-auth, and users in it. @returns the cookies of each */
export async function populatePeer(stage: Stage, database: string, users: number): Promise<string[]> {
  await makeDatabase(stage, database);
  await using worker = await startWorker<BetterAuthMethods>(program("better-auth"));
  return await worker.ask("populate", { socketDir: stage.socketDir, database }, users);
}

/** The same with an API key of each. @returns the keys */
export async function populatePeerKeys(stage: Stage, database: string, users: number): Promise<string[]> {
  await makeDatabase(stage, database);
  await using worker = await startWorker<BetterAuthMethods>(program("better-auth"));
  return await worker.ask("populateKeys", { socketDir: stage.socketDir, database }, users);
}

export const startPeer = (): Promise<Worker<BetterAuthMethods>> =>
  startWorker<BetterAuthMethods>(program("better-auth"), onServerCore);

export const startNode = (): Promise<Worker<NodeMethods>> =>
  startWorker<NodeMethods>(program("node"), { nodeArgs: ["--expose-gc"] });
export const startHashes = (): Promise<Worker<HashMethods>> => startWorker<HashMethods>(program("hashes"));

export const startFields = (): Promise<Worker<FieldMethods>> => startWorker<FieldMethods>(program("fields"));
export const startAppends = (): Promise<Worker<AppendMethods>> => startWorker<AppendMethods>(program("appends"));
export const startLimiters = (): Promise<Worker<LimiterMethods>> => startWorker<LimiterMethods>(program("limiters"));
