import { setTimeout as sleep } from "node:timers/promises";

import { prepareBundled } from "./bundled.ts";
import { majorOf, makeData } from "./data.ts";
import { type Folders, makeSocketFolder, removeSocketFolder } from "./folders.ts";
import { clearLeftovers } from "./leftovers.ts";
import { announceOwner, type Owner, readOwner, withdrawOwner } from "./lock.ts";
import type { ProgramsKind } from "./installation.ts";
import { choosePrograms } from "./programs.ts";
import { identify, makeRoles } from "./roles.ts";
import { type Installation, type RunningServer, runServer } from "./running-server.ts";
import { findServerUser } from "./server-user.ts";

/** Takes an event's name and flat facts, as the operators' log does. */
export type SupervisorLog = (event: string, facts: Record<string, string | number | boolean | null>) => void;

export interface SupervisedServer {
  readonly owner: Owner;
  stop(): Promise<void>;
}

/**
 * Runs the server of a data directory whose lock the caller holds, and runs it again when it crashes.
 *
 * @throws {EmbeddedPostgresError}
 */
export async function supervise(folders: Folders, prefer: ProgramsKind, log: SupervisorLog): Promise<SupervisedServer> {
  const previous = readOwner(folders);
  const starting = { pid: process.pid, socketDir: "", version: "", systemIdentifier: "" };
  announceOwner(folders, starting);
  await clearUp(folders, previous, log);

  const installation = await install(folders, prefer, log);
  const { programs, socketFolder } = installation;
  const server = await runServer(installation);
  log("postgres.started", { version: programs.version, programs: programs.kind, pid: server.pid });

  const stop = async (stopRunning: () => Promise<void>): Promise<void> => {
    await stopRunning();
    removeSocketFolder(socketFolder);
    withdrawOwner(folders);
    log("postgres.stopped", {});
  };
  try {
    await makeRoles(socketFolder);
    const systemIdentifier = await identify(socketFolder);
    const owner = { ...starting, socketDir: socketFolder, version: programs.version, systemIdentifier };
    announceOwner(folders, owner);
    const stopKeeping = keepRunning(installation, server, log);
    return { owner, stop: async () => stop(stopKeeping) };
  } catch (error) {
    await stop(async () => server.stop());
    throw error;
  }
}

/** After a crash of node: whatever the server's own guard could not end, and a socket folder with a made-up name. */
async function clearUp(folders: Folders, previous: Owner | null, log: SupervisorLog): Promise<void> {
  const processes = await clearLeftovers(folders.data);
  if (processes > 0) log("postgres.leftovers_stopped", { processes });
  if (previous !== null && previous.socketDir !== "") removeSocketFolder(previous.socketDir);
}

/** Copies of programs for a server that is another user, who cannot walk into our data directory. */
const sharedPrograms = "/var/cache/holdfast";

async function install(folders: Folders, prefer: ProgramsKind, log: SupervisorLog): Promise<Installation> {
  const user = findServerUser(folders.data);
  const madeBy = majorOf(folders.data);
  const chosen = choosePrograms(prefer, madeBy, folders);
  const copies = user.dropTo === null ? folders.programs : sharedPrograms;
  const programs = chosen.kind === "bundled" ? prepareBundled(chosen, user, copies) : chosen;
  if (madeBy === null) {
    await makeData(folders, programs, user);
    log("postgres.initialised", { version: programs.version, programs: programs.kind });
  }
  return { folders, programs, user, socketFolder: makeSocketFolder(folders, user) };
}

/** More crashes than this in this time are no accident: the server then stays down, and readiness tells. */
const crashLimit = { count: 5, withinMs: 10 * 60_000 };

/** @returns what stops the server for good */
function keepRunning(installation: Installation, first: RunningServer, log: SupervisorLog): () => Promise<void> {
  let server = first;
  let isStopping = false;

  const restartAfterCrashes = async (): Promise<void> => {
    const crashes: number[] = [];
    for (;;) {
      await server.ended;
      if (isStopping) return;

      crashes.push(performance.now());
      const recent = crashes.filter((at) => performance.now() - at < crashLimit.withinMs).length;
      log("postgres.crashed", { recent });
      if (recent > crashLimit.count) return log("postgres.gave_up", { log: installation.folders.log });
      await sleep((recent - 1) * 1000);

      const restarted = isStopping ? null : await restart(installation, log);
      if (restarted !== null) server = restarted;
      if (isStopping) return server.stop();
    }
  };

  const watch = restartAfterCrashes();
  return async () => {
    isStopping = true;
    await server.stop();
    await watch;
  };
}

/** @returns null when it failed, which counts as one more crash */
async function restart(installation: Installation, log: SupervisorLog): Promise<RunningServer | null> {
  try {
    await clearLeftovers(installation.folders.data);
    const server = await runServer(installation);
    log("postgres.restarted", { pid: server.pid });
    return server;
  } catch (error) {
    log("postgres.restart_failed", { error: error instanceof Error ? error.message : "unknown" });
    return null;
  }
}
