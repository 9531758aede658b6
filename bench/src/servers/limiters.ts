import { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres } from "rate-limiter-flexible";

import { Secret } from "../../../packages/server/src/kernel/secret.ts";
import {
  createRateLimiter,
  type LimitPolicy,
  type RateLimiter,
} from "../../../packages/server/src/platform/limits/index.ts";
import { repeat, repeatAsync } from "../harness/repeat.ts";
import type { Slice } from "../harness/rounds.ts";
import { answerParent } from "../harness/worker-process.ts";
import { type Deployment, type DeploymentOptions, startDeployment } from "./deployment.ts";

/** Counts that all processes share, and what of them a process may spend from memory. */
const quota = 1_000_000_000;
const exact: LimitPolicy = { name: "bench-exact", quota, windowSeconds: 60, lease: 1 };
const leased: LimitPolicy = { name: "bench-leased", quota, windowSeconds: 60, lease: 1_000_000 };
const subjects = Array.from({ length: 1000 }, (_, n) => `203.0.113.${n}`);
const subjectOf = (n: number): string => subjects[n % subjects.length] ?? "";

let deployment: Deployment | null = null;
let ours: RateLimiter | null = null;
let peer: RateLimiterPostgres | null = null;
let pool: Pool | null = null;
const memory = new RateLimiterMemory({ points: quota, duration: 60 });

async function start(options: DeploymentOptions): Promise<void> {
  deployment = await startDeployment(options);
  const { cluster } = deployment.runtime;
  ours = createRateLimiter({ sql: cluster.directory, key: new Secret(new Uint8Array(32).fill(7)) });
  pool = new Pool({
    host: options.socketDir,
    database: cluster.names.directory,
    user: "holdfast_owner",
    max: 10,
  });
  peer = await new Promise<RateLimiterPostgres>((resolve, reject) => {
    const limiter = new RateLimiterPostgres(
      { storeClient: pool, tableName: "bench_limits", points: quota, duration: 60 },
      (error?: Error) => {
        if (error === undefined) resolve(limiter);
        else reject(error);
      },
    );
  });
}

function started() {
  if (ours === null || peer === null) throw new Error("not started");
  return { ours, peer };
}

/** Sixteen at once, each counted where every process sees it. */
const shared = (milliseconds: number): Promise<Slice> =>
  repeatAsync(milliseconds, 16, async (n) => started().ours.take([{ policy: exact, subject: subjectOf(n) }]));

const sharedPeer = (milliseconds: number): Promise<Slice> =>
  repeatAsync(milliseconds, 16, (n) => started().peer.consume(subjectOf(n)));

/** Leases are taken before, and last for a quarter of the window: memory is what is measured. */
async function local(milliseconds: number): Promise<Slice> {
  const { ours } = started();
  for (const subject of subjects) await ours.take([{ policy: leased, subject }]);
  return repeat(milliseconds, 1000, (n) => {
    const taken = ours.take([{ policy: leased, subject: subjectOf(n) }]);
    if (taken instanceof Promise) taken.catch(() => {});
  });
}

const localPeer = (milliseconds: number): Promise<Slice> =>
  repeatAsync(milliseconds, 1, (n) => memory.consume(subjectOf(n)));

const methods = { start, shared, sharedPeer, local, localPeer };
export type LimiterMethods = typeof methods;
answerParent(methods, async () => {
  await pool?.end();
  await deployment?.stop();
});
