import { seconds } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";

/** Small work that recurs in every process. */
export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/**
 * Runs each chore by itself and never twice at once; a failure is logged, and the next turn comes. Whoever stops waits
 * `patienceMs` for those under way: some visit every account, and whatever breaks one off, its next turn goes on.
 */
export function startChores(log: Log, chores: readonly Chore[], patienceMs = seconds(5)): { stop(): Promise<void> } {
  const running = new Map<Chore, Promise<void>>();
  const timers = chores.map((chore) =>
    setInterval(() => {
      if (!running.has(chore))
        running.set(
          chore,
          attempt(log, chore).finally(() => running.delete(chore)),
        );
    }, chore.everyMs),
  );
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, patienceMs);
      await Promise.race([Promise.all(running.values()), patience.promise]);
      clearTimeout(timer);
    },
  };
}

async function attempt(log: Log, chore: Chore): Promise<void> {
  try {
    await chore.run();
  } catch (error) {
    log.error("chore.failed", error, { chore: chore.name });
  }
}
