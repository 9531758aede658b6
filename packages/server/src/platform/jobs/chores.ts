import type { Log } from "../../kernel/log.ts";

/** Small work that recurs in every process. */
export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/** Runs each chore by itself and never twice at once; a failure is logged, and the next turn comes. */
export function startChores(log: Log, chores: readonly Chore[]): { stop(): Promise<void> } {
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
      await Promise.all(running.values());
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
