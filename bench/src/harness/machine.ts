import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** What the figures were taken on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
}

export const describeMachine = (postgres: string): Machine => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
  postgres,
});

/** Who else used the machine: shares of all its cores' time, in percent. Null where the system does not tell. */
export interface Disturbance {
  /** Before the row, while nothing of ours ran. */
  readonly othersBefore: number | null;
  /** Taken by the hypervisor during the row. */
  readonly stolen: number | null;
}

/** Looks for a second at a machine on which nothing of ours works. */
export async function shareOfOthers(): Promise<number | null> {
  const before = readTimes();
  await sleep(1000);
  const after = readTimes();
  return before === null || after === null ? null : percent(after.busy - before.busy, after.total - before.total);
}

/** @returns what tells the share that was stolen since. */
export function watchSteal(): () => number | null {
  const before = readTimes();
  return () => {
    const after = readTimes();
    return before === null || after === null ? null : percent(after.stolen - before.stolen, after.total - before.total);
  };
}

const percent = (part: number, whole: number): number => Math.round((1000 * part) / Math.max(1, whole)) / 10;

/** The first line of /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
function readTimes(): { total: number; busy: number; stolen: number } | null {
  if (process.platform !== "linux") return null;
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n", 1);
  const times = line.split(/ +/).slice(1, 9).map(Number);
  const total = times.reduce((sum, time) => sum + time, 0);
  const [, , , idle = 0, waiting = 0, , , stolen = 0] = times;
  return { total, busy: total - idle - waiting, stolen };
}
