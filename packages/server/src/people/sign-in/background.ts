import { Problem } from "../../kernel/problem.ts";

/** Work that an answer does not wait for, bounded, and waited for when the server stops. */
export interface Background {
  /** @throws Problem(`service.busy`) when too much is under way. */
  run(work: () => Promise<void>): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export function createBackground(limit: number, onError: (error: unknown) => void): Background {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      if (running.size >= limit) throw new Problem("service.busy", { retryAfter: 5 });
      const task: Promise<void> = work()
        .catch(onError)
        .finally(() => running.delete(task));
      running.add(task);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
