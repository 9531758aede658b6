import { findRunning } from "./attach.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { type Folders, openFolders } from "./folders.ts";
import { type Lock, type Owner, readOwner, takeLock } from "./lock.ts";
import type { ProgramsKind } from "./installation.ts";
import { type EmbeddedRole, roles } from "./roles.ts";
import { supervise, type SupervisorLog } from "./supervisor.ts";

export { EmbeddedPostgresError, type EmbeddedPostgresFault } from "./error.ts";
export type { EmbeddedRole } from "./roles.ts";

export interface EmbeddedPostgresOptions {
  /** Holdfast's data directory. The server keeps all it has in the folder `postgres` of it. */
  readonly dataDir: string;
  readonly log: SupervisorLog;
  /** Which programs to take first; default: those of the machine. */
  readonly prefer?: ProgramsKind;
  /**
   * `own` (default) runs the server, and fails when another process does; `attach` uses the server of another process,
   * and fails when none runs; `either` attaches if it can, and else runs its own.
   */
  readonly mode?: "own" | "attach" | "either";
}

export interface EmbeddedPostgres {
  /** The folder of the Unix socket, the only way in. */
  readonly socketDir: string;
  readonly superuser: string;
  readonly version: string;
  /** Whether this process runs it; else another one does. */
  readonly isOurs: boolean;
  /** Options for postgres.js. */
  connection(database: string, role: EmbeddedRole): { host: string; user: string; database: string };
  /** Stops the server if it is ours: connections end, and what was committed is on disk. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL for a single node: on a private Unix socket, never on TCP, never as root, never outliving node.
 *
 * @throws {EmbeddedPostgresError}
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folders = openFolders(options.dataDir);
  const found = await lockOrOwner(folders, options.mode ?? "own");
  if ("release" in found) return runOwn(found, folders, options);
  return { ...describe(found, async () => {}), isOurs: false };
}

/** The lock, for those who are to run the server, or else the process that runs it already. */
async function lockOrOwner(folders: Folders, mode: "own" | "attach" | "either"): Promise<Lock | Owner> {
  // Those who attach hold the lock for a moment too; a holder that stays longer is a server.
  const lock = takeLock(folders, mode === "own" ? 500 : 0);
  if (lock === null && mode === "own") throw inUse(folders);
  if (lock !== null && mode !== "attach") return lock;
  lock?.release();
  const owner = lock === null ? await findRunning(folders) : null;
  if (owner !== null) return owner;
  throw new EmbeddedPostgresError("not_running", `No Holdfast runs on ${folders.home}. Start it (npm start) first.`);
}

function inUse(folders: Folders): EmbeddedPostgresError {
  const pid = readOwner(folders)?.pid ?? "unknown";
  return new EmbeddedPostgresError(
    "in_use",
    `Another Holdfast (process ${pid}) runs on ${folders.home}. Stop it, or give this one another HOLDFAST_DATA_DIR.`,
  );
}

async function runOwn(lock: Lock, folders: Folders, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const server = await supervise(folders, options.prefer ?? "system", options.log);
    return describe(server.owner, async () => {
      await server.stop();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function describe({ socketDir, version }: Owner, stop: () => Promise<void>): EmbeddedPostgres {
  let stopped: Promise<void> | undefined;
  return {
    socketDir,
    version,
    isOurs: true,
    superuser: roles.superuser,
    connection: (database, role) => ({ host: socketDir, user: role, database }),
    stop: () => (stopped ??= stop()),
  };
}
