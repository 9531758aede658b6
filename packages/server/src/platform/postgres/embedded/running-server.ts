import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { EmbeddedPostgresError } from "./error.ts";
import { type Folders, makePrivate } from "./folders.ts";
import { launch, type Launched } from "./launch.ts";
import { isReady } from "./leftovers.ts";
import { openPassage } from "./passage.ts";
import type { Programs } from "./installation.ts";
import type { ServerUser } from "./server-user.ts";
import { writeSettings } from "./settings.ts";

/** What stays the same from one start of the server to the next. */
export interface Installation {
  readonly folders: Folders;
  readonly programs: Programs;
  readonly user: ServerUser;
  readonly socketFolder: string;
}

export interface RunningServer {
  readonly pid: number;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** @throws {EmbeddedPostgresError} did_not_start */
export async function runServer(installation: Installation): Promise<RunningServer> {
  const server = await launchServer(installation);
  await untilReady(server.process, installation.folders);
  return { pid: server.process.pid ?? 0, ended: server.ended, stop: async () => stopServer(server) };
}

async function launchServer({ folders, programs, user, socketFolder }: Installation): Promise<Launched> {
  makePrivate(folders.data, user);
  makePrivate(socketFolder, user);
  // Left by a crash, it names a process that may be a stranger by now, and would then hinder the start.
  rmSync(join(socketFolder, ".s.PGSQL.5432.lock"), { force: true });
  const { data, settings } = folders;
  const passage = openPassage({ data, socket: socketFolder, settings }, user);
  const log = openLog(folders.log);
  try {
    writeSettings(settings, passage.paths, user.client);
    const args = ["-D", passage.paths.data, "-c", `config_file=${passage.paths.settings}/postgresql.conf`];
    return await launch({ programs, program: "postgres", args, user, passage, output: log });
  } finally {
    closeSync(log);
    passage.close();
  }
}

/** One earlier log is kept; the server writes a few lines per start. */
function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 1_000_000) renameSync(path, `${path}.old`);
  return openSync(path, "a", 0o600);
}

/** Recovery after a crash takes as long as it takes: we wait while the server lives. */
async function untilReady(child: ChildProcess, { data, log }: Folders): Promise<void> {
  while (!isReady(data, child.pid ?? 0)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new EmbeddedPostgresError("did_not_start", `PostgreSQL did not start. Its log ends:\n${tailOf(log)}`);
    }
    await sleep(5);
  }
}

function tailOf(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-12).join("\n");
}

/** A fast shutdown, which ends connections and writes everything down; if that hangs, one that leaves recovery to do. */
async function stopServer({ process, ended }: Launched): Promise<void> {
  process.kill("SIGINT");
  const forced = setTimeout(() => process.kill("SIGQUIT"), 20_000);
  await ended;
  clearTimeout(forced);
}
