import type { Home } from "./home.ts";

/**
 * Tells this process that a home has new work for the background: an event that waits for its place in the log. A ring
 * may be lost (nobody listens, the process dies); whoever listens also looks by itself from time to time.
 */
export interface WorkBell {
  ring(home: Home): void;
  /** @returns what stops it. */
  listen(listener: (home: Home) => void): () => void;
}

export function createWorkBell(): WorkBell {
  const listeners = new Set<(home: Home) => void>();
  return {
    ring(home) {
      for (const listener of listeners) listener(home);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
