import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { EmbeddedPostgresError } from "./error.ts";
import { serverProcesses } from "./server-processes.ts";

/** A server's own note of itself, which a crash leaves behind; its first line is the postmaster's process id. */
const pidFile = (dataFolder: string): string => join(dataFolder, "postmaster.pid");

/** The process id in the note; null where there is no note. */
export function notedPid(dataFolder: string): number | null {
  const [pid = ""] = readNote(dataFolder);
  return /^\d+$/.test(pid) ? Number(pid) : null;
}

/** The server itself says on line 8 when it takes connections (`starting`, `ready`, `stopping`). */
export function isReady(dataFolder: string, pid: number): boolean {
  const note = readNote(dataFolder);
  return note[0] === String(pid) && note[7]?.trim() === "ready";
}

function readNote(dataFolder: string): string[] {
  try {
    return readFileSync(pidFile(dataFolder), "utf8").split("\n");
  } catch {
    return [];
  }
}

/**
 * Ends what a server of an earlier run left running, and removes its note if that now names a process of somebody else,
 * which PostgreSQL would take for a running server. Only the holder of the lock may call this.
 *
 * @returns how many processes there were
 * @throws {EmbeddedPostgresError} does_not_stop
 */
export async function clearLeftovers(dataFolder: string): Promise<number> {
  const pid = notedPid(dataFolder);
  if (pid === null) return 0;

  const found = serverProcesses(dataFolder);
  if (found.length > 0) await endAll(dataFolder, pid);
  // What is left of the note is either stale or names a stranger.
  rmSync(pidFile(dataFolder), { force: true });
  return found.length;
}

async function endAll(dataFolder: string, postmaster: number): Promise<void> {
  // Backends whose postmaster was killed notice, and end by themselves.
  const steps = [
    { signal: "SIGINT", patience: 15_000 },
    { signal: "SIGQUIT", patience: 10_000 },
  ] as const;
  for (const { signal, patience } of steps) {
    const processes = serverProcesses(dataFolder);
    const targets = processes.includes(postmaster) ? [postmaster] : signal === "SIGQUIT" ? processes : [];
    for (const target of targets) tryKill(target, signal);
    if (await haveEnded(dataFolder, patience)) return;
  }
  throw new EmbeddedPostgresError(
    "does_not_stop",
    `A PostgreSQL of an earlier run still works on ${dataFolder} and does not stop: ` +
      `process ${serverProcesses(dataFolder).join(", ")}. See what keeps it, end it, and start again.`,
  );
}

async function haveEnded(dataFolder: string, patience: number): Promise<boolean> {
  for (const deadline = performance.now() + patience; performance.now() < deadline; await sleep(20)) {
    if (serverProcesses(dataFolder).length === 0) return true;
  }
  return false;
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone in the meantime.
  }
}
