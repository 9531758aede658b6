import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startEmbeddedPostgres } from "../../../packages/server/src/platform/postgres/index.ts";
import type { Schedule } from "./rounds.ts";

/** What all rows share: one Postgres, and how long to measure. */
export interface Stage {
  readonly socketDir: string;
  readonly postgresVersion: string;
  readonly rootKeyFile: string;
  readonly quick: boolean;
  readonly schedule: Schedule;
  /** A name for the databases of one deployment that no other has. */
  newPrefix(): string;
  close(): Promise<void>;
}

export async function openStage(quick: boolean): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), "hf-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  let prefixes = 0;
  return {
    socketDir: postgres.socketDir,
    postgresVersion: postgres.version,
    rootKeyFile: join(dataDir, "root.key"),
    quick,
    schedule: quick ? { rounds: 5, sliceMs: 400, warmUpMs: 1500 } : { rounds: 12, sliceMs: 1000, warmUpMs: 4000 },
    newPrefix() {
      prefixes += 1;
      return `bench${prefixes}`;
    },
    async close() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
