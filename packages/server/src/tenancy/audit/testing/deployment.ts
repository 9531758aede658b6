import type { AccountId, Placement, UserId } from "@holdfast/contract";

import { testCluster, testServer } from "../../../../../../test/support/test-server.ts";
import type { Log } from "../../../kernel/log.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Cluster, openCluster, provision } from "../../../platform/postgres/index.ts";
import {
  createHomeCache,
  createWorkBell,
  type Home,
  findHome,
  prepareAccount,
  publishAccount,
} from "../../directory/index.ts";
import { createAccountKey, createKeyCache, generateRootKey, type KeyDeps, localKeyWrapper } from "../../keys/index.ts";
import { type AuditDeps, type AuditEvent, createAppendQueue, type SequenceDeps } from "../index.ts";

/** One process of a deployment: its own pools and caches. */
export interface TestProcess extends AuditDeps, SequenceDeps {
  readonly cluster: Cluster;
  /** What went to the operators' log as an error: its event and reason. */
  readonly errors: { event: string; fields: Record<string, unknown> }[];
}

export interface TestDeployment {
  /** Another process on the same databases. Time stands still until the test moves it. */
  process(change?: { originHost?: string }): TestProcess;
  account(placement?: Placement): Promise<AccountId>;
  now: number;
  close(): Promise<void>;
}

const testRegion = "eu";

/** Databases of their own, and as many processes on them as a test wants. */
export async function deployForTest(): Promise<TestDeployment> {
  const first = await testCluster();
  const wrapper = localKeyWrapper({ primary: generateRootKey(0), older: [] });
  const clusters: Cluster[] = [];
  const caches: ReturnType<typeof createKeyCache>[] = [];
  const deployment: TestDeployment = {
    now: Date.parse("2026-03-01T12:00:00.000Z"),
    process({ originHost = "logs.test" } = {}) {
      const cluster = clusters.length === 0 ? first : secondCluster(first);
      const keyCache = createKeyCache();
      clusters.push(cluster);
      caches.push(keyCache);
      const keys: KeyDeps = { keystore: cluster.keystore, wrapper, keyCache, onUnwrap() {} };
      const clock = (): number => deployment.now;
      const errors: TestProcess["errors"] = [];
      return {
        cluster,
        errors,
        directory: {
          cluster,
          keys,
          homeCache: { ...createHomeCache(), isFresh: () => true },
          clock,
          bell: createWorkBell(),
        },
        appends: createAppendQueue(),
        originHost,
        log: logInto(errors),
      };
    },
    async account(placement = "shared") {
      const { directory } = (setUp ??= deployment.process());
      const accountId = newId("account", deployment.now);
      const wish = { accountId, slug: accountId.slice(4), region: testRegion, placement };
      const home = await prepareAccount(directory, wish);
      await createAccountKey(directory.keys, accountId);
      if (placement === "dedicated") {
        await provision(directory.cluster, { region: home.region, database: home.database, kind: "cell" });
      }
      await publishAccount(directory, accountId);
      return accountId;
    },
    async close() {
      for (const cache of caches) cache.close();
      await Promise.all(clusters.map((cluster) => cluster.close()));
    },
  };
  let setUp: TestProcess | null = null;
  return deployment;
}

function secondCluster({ names, regions }: Cluster): Cluster {
  const server = testServer();
  const servers = Object.fromEntries(regions.map((region) => [region, server]));
  return openCluster({
    prefix: names.directory.replace(/_directory$/, ""),
    control: server,
    regions: servers,
    poolSize: 6,
  });
}

const logInto = (errors: TestProcess["errors"]): Log => ({
  info() {},
  warn() {},
  error: (event, error, fields = {}) => {
    errors.push({ event, fields: { ...fields, message: error instanceof Error ? error.message : null } });
  },
});

export const homeOf = (process: TestProcess, accountId: AccountId): Promise<Home> =>
  findHome(process.directory, accountId);

export const newUser = (): UserId => newId("user", 0);

/** A sign-in that was refused, with an address and a device: what most tests need no more of. */
export const refusal = (user: UserId, details: AuditEvent["details"] = {}): AuditEvent<"session.refused"> => ({
  event: "session.refused",
  origin: {
    actor: { type: "user", id: user },
    request: "req-1",
    address: "203.0.113.7",
    device: "Firefox on Linux",
  },
  target: { type: "user", id: user },
  outcome: "refused",
  details,
  personal: {},
});
