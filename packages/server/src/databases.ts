import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Config } from "./config.ts";
import type { Log } from "./kernel/log.ts";
import { inParallel } from "./kernel/parallel.ts";
import {
  answers,
  assertRoleIsConfined,
  type Cluster,
  migrate,
  openCluster,
  pendingMigrations,
  type PostgresServer,
  provisionAll,
  serverFromSocket,
  serverFromUrls,
  type Sql,
  startEmbeddedPostgres,
} from "./platform/postgres/index.ts";
import { everyHome, type Home } from "./tenancy/directory/index.ts";

export interface Databases {
  readonly cluster: Cluster;
  readonly checks: { readonly name: string; readonly check: () => Promise<boolean> }[];
  /** Whether no other process can be using them: they are embedded, and this process started them. */
  readonly isAlone: boolean;
  close(): Promise<void>;
}

export interface DatabaseUse {
  /** How to come by the embedded server: run it, or join the one that another process runs. */
  readonly embedded?: "own" | "attach" | "either";
  /** Makes and migrates nothing: a command that made a deployment would hide that its settings name the wrong one. */
  readonly mustExist?: boolean;
}

/** A database is older than this program. */
export class SchemaOutdated extends Error {
  constructor(database: string, pending: readonly string[]) {
    super(`database ${database} lacks ${pending.join(", ")}: run \`holdfast migrate\` with the rights of the owner`);
    this.name = "SchemaOutdated";
  }
}

/** There is no deployment where the configuration says. */
export class NoDeployment extends Error {
  constructor(dataDir: string) {
    super(`there is no Holdfast in ${dataDir}: start one with \`holdfast serve\`, or set HOLDFAST_DATA_DIR`);
    this.name = "NoDeployment";
  }
}

/**
 * Opens the deployment's databases, migrated, and refuses a role that could see past row-level security.
 * @throws NoDeployment, and SchemaOutdated when the schema is older than this program and the configuration gives no owner to migrate it.
 */
export async function openDatabases(config: Config, log: Log, use: DatabaseUse = {}): Promise<Databases> {
  const { cluster, isAlone, close } = await connect(config, log, use);
  try {
    const mayMigrate = config.database === null || config.database.owner !== null;
    if (mayMigrate && use.mustExist !== true) await migrateEverything(cluster, log);
    else await assertMigrated(cluster);
    for (const { sql } of databasesOf(cluster)) await assertRoleIsConfined(sql);
    const checks = databasesOf(cluster).map(({ name, sql }) => ({
      name,
      check: () => answers(sql),
    }));
    return { cluster, checks, isAlone, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface MigratedDatabase {
  readonly database: string;
  /** Names of the migrations that were applied now. */
  readonly applied: readonly string[];
}

/**
 * Creates what databases are missing and brings all of them to the newest schema, those of dedicated accounts among them.
 * Runs while servers run: a migration commits as a whole or not at all.
 * @throws OwnerRightsMissing
 */
export async function migrateDatabases(
  config: Config,
  log: Log,
  onProgress: (done: number) => void = () => {},
): Promise<MigratedDatabase[]> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const { cluster, close } = await connect(config, log, {});
  try {
    return await migrateEverything(cluster, log, onProgress);
  } finally {
    await close();
  }
}

async function connect(
  config: Config,
  log: Log,
  use: DatabaseUse,
): Promise<Pick<Databases, "cluster" | "isAlone" | "close">> {
  const { server, isAlone, stop } = await controlServer(config, log, use);
  const regions = Object.fromEntries(
    config.regions.map(({ id, database }) => [id, database === null ? server : serverFromUrls(database)]),
  );
  const cluster = openCluster({ prefix: config.databasePrefix, control: server, regions });
  const close = async (): Promise<void> => {
    await cluster.close();
    await stop();
  };
  return { cluster, isAlone, close };
}

async function controlServer(
  config: Config,
  log: Log,
  use: DatabaseUse,
): Promise<{ server: PostgresServer; isAlone: boolean; stop: () => Promise<void> }> {
  if (config.database !== null) {
    return { server: serverFromUrls(config.database), isAlone: false, stop: async () => {} };
  }
  const isThere = existsSync(join(config.dataDir, "postgres"));
  if (use.mustExist === true && !isThere) throw new NoDeployment(config.dataDir);
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (event, facts) => log.info(event, facts),
    mode: use.embedded ?? "either",
  });
  const server = serverFromSocket(postgres.socketDir, { app: "holdfast_app", owner: "holdfast_owner" });
  return { server, isAlone: postgres.isOurs, stop: () => postgres.stop() };
}

async function migrateEverything(
  cluster: Cluster,
  log: Log,
  onProgress: (done: number) => void = () => {},
): Promise<MigratedDatabase[]> {
  const done: MigratedDatabase[] = await provisionAll(cluster);
  onProgress(done.length);
  await inParallel(dedicatedHomes(cluster), migrationsAtOnce, async (home) => {
    const migrated = await migrateDedicated(cluster, home, log);
    if (migrated === null) return;
    done.push(migrated);
    onProgress(done.length);
  });
  for (const { database, applied } of done) {
    if (applied.length > 0) log.info("database.migrated", { database, migrations: applied.join(" ") });
  }
  return done;
}

/** Dedicated databases that are brought to the newest schema at a time: a start must not take a minute per thousand. */
const migrationsAtOnce = 8;

async function* dedicatedHomes(cluster: Cluster): AsyncGenerator<Home> {
  for await (const home of everyHome({ cluster })) {
    if (home.placement === "dedicated" && home.state !== "preparing") yield home;
  }
}

/** Null for a database that cannot be migrated: it is reported, and does not keep the others. */
async function migrateDedicated(cluster: Cluster, home: Home, log: Log): Promise<MigratedDatabase | null> {
  const { region, database } = home;
  try {
    const { appRole } = cluster.serverOf(region);
    const applied = await cluster.asOwner(region, database, (owner) => migrate(owner, "cell", appRole));
    return { database, applied };
  } catch (error) {
    log.error("database.migration_failed", error, { database });
    return null;
  }
}

async function assertMigrated(cluster: Cluster): Promise<void> {
  for (const { name, kind, sql } of databasesOf(cluster)) {
    const pending = await pendingMigrations(sql, kind);
    if (pending.length > 0) {
      throw new SchemaOutdated(name, pending);
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
