import type { DatabaseRole, PostgresServer, Sql } from "./server.ts";

/**
 * The databases of a deployment: `<prefix>_directory` and `<prefix>_keystore` on the control server, a
 * `<prefix>_cell_<region>` per region, and a `<prefix>_<account>` per dedicated account on its region's server.
 */
export interface Cluster {
  readonly regions: readonly string[];
  readonly directory: Sql;
  readonly keystore: Sql;
  /** The directory again, on connections of its own: counting requests must not wait for the work of requests. */
  readonly limits: Sql;
  readonly names: {
    directory: string;
    keystore: string;
    cell(region: string): string;
    dedicated(account: string): string;
  };
  /** The pool of a cell, opened at first use; pools of dedicated databases are closed when others need the room. */
  cell(region: string, database: string): Sql;
  /** Runs `work` as the owner of `database` on the region's server (null: the control server), on one connection. */
  asOwner<T>(region: string | null, database: string, work: (owner: Sql) => Promise<T>): Promise<T>;
  serverOf(region: string | null): PostgresServer;
  /** Closes the pool of a dedicated database that is about to go. */
  release(database: string): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterOptions {
  readonly prefix: string;
  readonly control: PostgresServer;
  /** The server of each region. */
  readonly regions: Readonly<Record<string, PostgresServer>>;
  /** Database in which `create database` can be run as owner. */
  readonly maintenance?: string;
  readonly poolSize?: number;
  /** Dedicated databases whose pools stay open at once; an idle connection costs 1.5 to 2 MB. */
  readonly dedicatedPools?: number;
}

export function openCluster(options: ClusterOptions): Cluster {
  const { prefix, control, poolSize = 10, dedicatedPools = 50 } = options;
  const names = {
    directory: `${prefix}_directory`,
    keystore: `${prefix}_keystore`,
    cell: (region: string) => `${prefix}_cell_${region}`,
    dedicated: (account: string) => `${prefix}_${account}`,
  };
  const serverOf = (region: string | null): PostgresServer => {
    if (region === null) return control;
    const server = options.regions[region];
    if (server === undefined) throw new Error(`no server is configured for region ${region}`);
    return server;
  };
  const shared = new Map<string, Sql>();
  const dedicated = new Map<string, Sql>();
  const directory = control.connect(names.directory, "app", { max: poolSize });
  const keystore = control.connect(names.keystore, "app", { max: 4 });
  const limits = control.connect(names.directory, "app", { max: 2 });

  return {
    regions: Object.keys(options.regions),
    directory,
    keystore,
    limits,
    names,
    serverOf,
    cell(region, database) {
      if (database === names.cell(region)) {
        return getOrOpen(shared, database, () => serverOf(region).connect(database, "app", { max: poolSize }));
      }
      const pool = getOrOpen(dedicated, database, () => serverOf(region).connect(database, "app", { max: 4 }));
      touch(dedicated, database, pool, dedicatedPools);
      return pool;
    },
    async asOwner(region, database, work) {
      const owner = connectOnce(serverOf(region), database, "owner");
      try {
        return await work(owner);
      } finally {
        await owner.end({ timeout: 5 });
      }
    },
    async release(database) {
      const pool = dedicated.get(database);
      dedicated.delete(database);
      await pool?.end({ timeout: 1 });
    },
    async close() {
      const pools = [directory, keystore, limits, ...shared.values(), ...dedicated.values()];
      await Promise.all(pools.map((pool) => pool.end({ timeout: 5 })));
    },
  };
}

const connectOnce = (server: PostgresServer, database: string, role: DatabaseRole): Sql =>
  server.connect(database, role, { max: 1 });

function getOrOpen(pools: Map<string, Sql>, name: string, open: () => Sql): Sql {
  const found = pools.get(name);
  if (found !== undefined) return found;
  const pool = open();
  pools.set(name, pool);
  return pool;
}

/** Moves a pool to the young end and lets the oldest go; `end` waits for what still runs on it. */
function touch(pools: Map<string, Sql>, name: string, pool: Sql, limit: number): void {
  pools.delete(name);
  pools.set(name, pool);
  for (const [oldest, idle] of pools) {
    if (pools.size <= limit) break;
    pools.delete(oldest);
    void idle.end({ timeout: 30 });
  }
}
