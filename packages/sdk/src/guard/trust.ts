/** Two clocks that fail differently. */
export interface Clocks {
  /** Milliseconds that never jump back. May stand still while a machine sleeps. */
  monotonic(): number;
  /** Milliseconds since the epoch. May be set, but runs on while a machine sleeps. */
  wall(): number;
}

export const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

/** Whether a memory may be believed: only for as long as a server has lent its own trust. */
export class Trust {
  readonly #clocks: Clocks;
  #vouched: Instant = { monotonic: -Infinity, wall: -Infinity };
  #trustMs = 0;
  /** A server's time, and when we learnt it. */
  #server: { readonly now: number; readonly at: number } | null = null;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  instant(): Instant {
    return { monotonic: this.#clocks.monotonic(), wall: this.#clocks.wall() };
  }

  /** Milliseconds since `start`, by whichever clock saw more of them. */
  elapsed(start: Instant): number {
    return Math.max(this.#clocks.monotonic() - start.monotonic, this.#clocks.wall() - start.wall);
  }

  fresh(): boolean {
    return this.elapsed(this.#vouched) <= this.#trustMs;
  }

  /** A question that was sent at `sent` was answered so. */
  vouch(sent: Instant, trustMs: number, serverNow: number): void {
    this.#vouched = sent;
    this.#trustMs = trustMs;
    this.#server = { now: serverNow, at: sent.monotonic };
  }

  retire(): void {
    this.#trustMs = -1;
  }

  /** The time by which tokens end: the servers', so that a clock that was set here neither revives nor kills one. */
  now(): number {
    const server = this.#server;
    return server === null ? this.#clocks.wall() : server.now + (this.#clocks.monotonic() - server.at);
  }
}
