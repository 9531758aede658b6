import type { Home } from "./home.ts";

/** `events` wait for their place in the log, `outbox` rows to be delivered. */
export type BackgroundWork = "events" | "outbox";

/**
 * Tells this process that a home has new work for the background. A ring may be lost (nobody listens, the process dies);
 * whoever listens also looks by itself from time to time.
 */
export interface WorkBell {
  ring(home: Home, work?: BackgroundWork): void;
  /** @returns what stops it. */
  listen(listener: (home: Home) => void, work?: BackgroundWork): () => void;
}

export function createWorkBell(): WorkBell {
  const listeners = { events: new Set<(home: Home) => void>(), outbox: new Set<(home: Home) => void>() };
  return {
    ring(home, work = "events") {
      for (const listener of listeners[work]) listener(home);
    },
    listen(listener, work = "events") {
      listeners[work].add(listener);
      return () => void listeners[work].delete(listener);
    },
  };
}
