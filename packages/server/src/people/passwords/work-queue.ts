import { type Clock, monotonic } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";

export interface WorkQueueOptions {
  /** Works that run at once. */
  readonly concurrency: number;
  /** Works that wait; one more is refused at once. */
  readonly limit: number;
  /** How long one waits before it is refused. */
  readonly maxWaitMs: number;
  readonly clock?: Clock;
}

interface Waiting {
  readonly refuseAt: number;
  start(): void;
  refuse(problem: Problem): void;
}

/**
 * Costly work, first come first served, bounded in number and in waiting time. More than it can do is refused with the
 * seconds after which it will be free, so a flood costs those who flood and not the memory of the server.
 */
export class WorkQueue {
  readonly #options: Required<WorkQueueOptions>;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Moving average of how long a work takes. */
  #usualMs = 0;

  constructor(options: WorkQueueOptions) {
    this.#options = { clock: monotonic, ...options };
  }

  /** @throws Problem(`service.busy`) */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#admission();
    const startedAt = this.#options.clock();
    try {
      return await work();
    } finally {
      const tookMs = this.#options.clock() - startedAt;
      this.#usualMs = this.#usualMs === 0 ? tookMs : 0.9 * this.#usualMs + 0.1 * tookMs;
      this.#leave();
    }
  }

  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.length };
  }

  #admission(): Promise<void> | void {
    const { concurrency, limit, maxWaitMs, clock } = this.#options;
    if (this.#running < concurrency) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= limit) throw this.#busy();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ refuseAt: clock() + maxWaitMs, start: resolve, refuse: reject });
      this.#watchOldest();
    });
  }

  /** Hands the place to the one that waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next.start();
    this.#watchOldest();
  }

  /** One timer, for the oldest: all wait equally long, so nobody's time ends before theirs. */
  #watchOldest(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined || this.#timer !== null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#refuseOverdue();
        this.#watchOldest();
      },
      Math.max(0, oldest.refuseAt - this.#options.clock()),
    );
    this.#timer.unref();
  }

  #refuseOverdue(): void {
    const now = this.#options.clock();
    const kept = this.#waiting.findIndex((waiting) => waiting.refuseAt > now);
    for (const waiting of this.#waiting.splice(0, kept === -1 ? this.#waiting.length : kept))
      waiting.refuse(this.#busy());
  }

  #busy(): Problem {
    const ahead = this.#waiting.length + this.#running;
    const seconds = Math.ceil((ahead * this.#usualMs) / this.#options.concurrency / 1000);
    return new Problem("service.busy", { retryAfter: Math.min(60, Math.max(1, seconds)) });
  }
}
