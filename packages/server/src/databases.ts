import type { Config } from "./config.ts";
import type { Log } from "./kernel/log.ts";
import {
  answers,
  assertRoleIsConfined,
  type Cluster,
  openCluster,
  pendingMigrations,
  type PostgresServer,
  provisionAll,
  serverFromSocket,
  serverFromUrls,
  type Sql,
  startEmbeddedPostgres,
} from "./platform/postgres/index.ts";

export interface Databases {
  readonly cluster: Cluster;
  readonly checks: { readonly name: string; readonly check: () => Promise<boolean> }[];
  close(): Promise<void>;
}

export interface DatabaseUse {
  /** How to come by the embedded server: run it, or join the one that another process runs. */
  readonly embedded?: "own" | "attach" | "either";
}

/**
 * Opens the deployment's databases, migrated, and refuses a role that could see past row-level security.
 * @throws when the schema is older than this program and the configuration gives no owner to migrate it.
 */
export async function openDatabases(config: Config, log: Log, use: DatabaseUse = {}): Promise<Databases> {
  const { server, stop } = await controlServer(config, log, use);
  const regions = Object.fromEntries(
    config.regions.map(({ id, database }) => [id, database === null ? server : serverFromUrls(database)]),
  );
  const cluster = openCluster({ prefix: config.databasePrefix, control: server, regions });
  const close = async (): Promise<void> => {
    await cluster.close();
    await stop();
  };
  try {
    const mayMigrate = config.database === null || config.database.owner !== null;
    if (mayMigrate) await migrateAll(cluster, log);
    else await assertMigrated(cluster);
    for (const { sql } of databasesOf(cluster)) await assertRoleIsConfined(sql);
    const checks = databasesOf(cluster).map(({ name, sql }) => ({
      name,
      check: () => answers(sql),
    }));
    return { cluster, checks, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function controlServer(
  config: Config,
  log: Log,
  use: DatabaseUse,
): Promise<{ server: PostgresServer; stop: () => Promise<void> }> {
  if (config.database !== null) return { server: serverFromUrls(config.database), stop: async () => {} };
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (event, facts) => log.info(event, facts),
    mode: use.embedded ?? "either",
  });
  const server = serverFromSocket(postgres.socketDir, { app: "holdfast_app", owner: "holdfast_owner" });
  return { server, stop: () => postgres.stop() };
}

async function migrateAll(cluster: Cluster, log: Log): Promise<void> {
  for (const { database, applied } of await provisionAll(cluster)) {
    if (applied.length > 0) log.info("database.migrated", { database, migrations: applied.join(" ") });
  }
}

async function assertMigrated(cluster: Cluster): Promise<void> {
  for (const { name, kind, sql } of databasesOf(cluster)) {
    const pending = await pendingMigrations(sql, kind);
    if (pending.length > 0) {
      throw new Error(
        `database ${name} lacks ${pending.join(", ")}: run \`holdfast migrate\` with HOLDFAST_DATABASE_OWNER_URL`,
      );
    }
  }
}

function databasesOf(cluster: Cluster): { name: string; kind: "directory" | "keystore" | "cell"; sql: Sql }[] {
  const { names } = cluster;
  return [
    { name: names.directory, kind: "directory", sql: cluster.directory },
    { name: names.keystore, kind: "keystore", sql: cluster.keystore },
    ...cluster.regions.map((region) => {
      const name = names.cell(region);
      return { name, kind: "cell", sql: cluster.cell(region, name) } as const;
    }),
  ];
}
