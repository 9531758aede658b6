import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

/** A tenth of the weight of an ordinary thread, and all of a core that nobody else wants (sched(7)). */
const niceness = 10;

/**
 * Lets the threads of libuv's pool, on which hashes run, give way to the event loop, to Postgres and to whoever else is on
 * the machine: in a flood of sign-ins it is the sign-ins that wait. Call it when a first hash has run, since the pool
 * begins with its first work. Where threads have no priority of their own (other systems than Linux) nothing changes.
 */
export function lowerPoolPriority(): void {
  if (process.platform !== "linux") return;
  try {
    for (const thread of readdirSync("/proc/self/task")) {
      const name = readFileSync(`/proc/self/task/${thread}/comm`, "utf8");
      if (name.startsWith("libuv-worker")) setPriority(Number(thread), niceness);
    }
  } catch {
    // A sandbox without /proc, or one that forbids it: hashes then compete as equals.
  }
}
