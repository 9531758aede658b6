import type { Cluster } from "./cluster.ts";
import { type DatabaseKind, migrate } from "./migrations.ts";

/** Creates a database unless it is there, and brings it to the newest schema. Needs owner rights. */
export async function provision(
  cluster: Cluster,
  target: { region: string | null; database: string; kind: DatabaseKind },
): Promise<{ created: boolean; applied: string[] }> {
  const { region, database, kind } = target;
  const created = await cluster.asOwner(region, "postgres", async (owner) => {
    const [row] = await owner`select 1 as found from pg_database where datname = ${database}`;
    if (row !== undefined) return false;
    await owner`create database ${owner(database)}`;
    return true;
  });
  const applied = await cluster.asOwner(region, database, (owner) =>
    migrate(owner, kind, cluster.serverOf(region).appRole),
  );
  return { created, applied };
}

/** Creates and migrates the control databases and every region's shared cell. */
export async function provisionAll(cluster: Cluster): Promise<{ database: string; applied: string[] }[]> {
  const targets = [
    { region: null, database: cluster.names.directory, kind: "directory" },
    { region: null, database: cluster.names.keystore, kind: "keystore" },
    ...cluster.regions.map((region) => ({ region, database: cluster.names.cell(region), kind: "cell" }) as const),
  ] as const;
  const done = [];
  for (const target of targets) {
    const { applied } = await provision(cluster, target);
    done.push({ database: target.database, applied });
  }
  return done;
}

/** Drops a dedicated database with everything in it, whoever is connected to it. Needs owner rights. */
export async function dropDatabase(cluster: Cluster, target: { region: string; database: string }): Promise<void> {
  const { region, database } = target;
  await cluster.release(database);
  await cluster.asOwner(region, "postgres", async (owner) => {
    const found = await owner`select from pg_database where datname = ${database}`;
    if (found.length === 0) return;
    await owner`alter database ${owner(database)} allow_connections false`;
    // The pools of other processes. The owner may not end sessions of the app role; the app role may end its own.
    await cluster.cell(region, cluster.names.cell(region))`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database} and usename = current_user`;
    await owner`drop database if exists ${owner(database)}`;
  });
}

/** @throws OwnerRightsMissing when this deployment may not create and drop databases */
export async function assertOwnerRights(cluster: Cluster, region: string): Promise<void> {
  await cluster.asOwner(region, "postgres", async (owner) => void (await owner`select 1 as one`));
}
