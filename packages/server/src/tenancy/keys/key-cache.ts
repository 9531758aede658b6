import { minutes, monotonic, seconds } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { KeyRing } from "./key-ring.ts";
import type { UnlockedSigner } from "./signer.ts";

export interface Wipeable {
  wipe(): void;
}

export interface UnlockedCacheOptions {
  /** Owners whose keys stay unlocked at once. */
  readonly capacity?: number;
  /** How long an unlocked key is used before it is read and unwrapped again. */
  readonly ttlMs?: number;
  /** From leaving the cache to being wiped: as long as a request that has taken the keys may run. */
  readonly graceMs?: number;
  /** Milliseconds that never jump. */
  readonly clock?: () => number;
}

interface Entry<T> {
  readonly value: T;
  readonly expiresAt: number;
}

interface Flight<T> {
  readonly result: Promise<T>;
  /** What is being read may have changed or been destroyed since, and must not be given out. */
  isOutdated: boolean;
}

/**
 * Unlocked keys by owner: bounded, least recently used out first, for minutes, and overwritten when they leave. Owners
 * that are asked for by many at once are unlocked once.
 */
export class UnlockedCache<T extends Wipeable> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #flights = new Map<string, Flight<T>>();
  /** Out of the cache, but perhaps in the hands of a running request. In order of `expiresAt`, the time of wiping. */
  #leaving: { readonly owner: string; readonly value: T; readonly expiresAt: number }[] = [];
  readonly #capacity: number;
  readonly #ttlMs: number;
  readonly #graceMs: number;
  readonly #clock: () => number;
  readonly #timer: NodeJS.Timeout;
  #closed = false;
  readonly counts = { hits: 0, misses: 0 };

  constructor(options: UnlockedCacheOptions = {}) {
    const { capacity = 10_000, ttlMs = minutes(5), graceMs = minutes(1), clock = monotonic } = options;
    this.#capacity = capacity;
    this.#ttlMs = ttlMs;
    this.#graceMs = graceMs;
    this.#clock = clock;
    // Keys of an owner who never comes back are wiped too.
    this.#timer = setInterval(() => this.sweep(), Math.min(graceMs, seconds(30))).unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The owner's keys, by `load` when they are not here. */
  async open(owner: string, load: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Problem("service.unavailable", { retryAfter: 1 });
    const entry = this.#entries.get(owner);
    if (entry !== undefined && this.#clock() < entry.expiresAt) {
      this.counts.hits += 1;
      // A Map keeps the order of insertion: taken out and put in again, an entry is the youngest.
      this.#entries.delete(owner);
      this.#entries.set(owner, entry);
      return entry.value;
    }
    this.counts.misses += 1;
    if (entry !== undefined) this.#release(owner);
    return this.#flights.get(owner)?.result ?? this.#fly(owner, load);
  }

  /** The owner's keys are read again at next use. A running request may finish with those that it has. */
  refresh(owner: string): void {
    const flight = this.#flights.get(owner);
    if (flight !== undefined) flight.isOutdated = true;
    this.#flights.delete(owner);
    this.#release(owner);
  }

  /** Overwrites an owner's keys now, wherever they are held, and those that are being read at this moment. */
  forget(owner: string): void {
    this.refresh(owner);
    this.#wipeLeaving((leaving) => leaving.owner === owner);
  }

  /** Lets go of what is too old, and overwrites what has been let go for long enough. */
  sweep(): void {
    const now = this.#clock();
    for (const [owner, entry] of this.#entries) if (now >= entry.expiresAt) this.#release(owner);
    this.#wipeLeaving((leaving) => now >= leaving.expiresAt);
  }

  /** Overwrites everything, at shutdown. */
  close(): void {
    clearInterval(this.#timer);
    this.#closed = true;
    for (const owner of [...this.#flights.keys(), ...this.#entries.keys()]) this.forget(owner);
    this.#wipeLeaving(() => true);
  }

  async #fly(owner: string, load: () => Promise<T>): Promise<T> {
    const flight: Flight<T> = { result: this.#load(owner, load, () => flight.isOutdated), isOutdated: false };
    this.#flights.set(owner, flight);
    try {
      return await flight.result;
    } finally {
      if (this.#flights.get(owner) === flight) this.#flights.delete(owner);
    }
  }

  async #load(owner: string, load: () => Promise<T>, isOutdated: () => boolean): Promise<T> {
    const value = await load();
    if (isOutdated()) {
      value.wipe();
      return this.open(owner, load);
    }
    this.#entries.set(owner, { value, expiresAt: this.#clock() + this.#ttlMs });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) break;
      this.#release(oldest);
    }
    return value;
  }

  #release(owner: string): void {
    const entry = this.#entries.get(owner);
    if (entry === undefined) return;
    this.#entries.delete(owner);
    this.#leaving.push({ owner, value: entry.value, expiresAt: this.#clock() + this.#graceMs });
    // Under thrashing the grace gives way, not the bound.
    if (this.#leaving.length > this.#capacity) this.#leaving.shift()?.value.wipe();
  }

  #wipeLeaving(due: (leaving: { owner: string; expiresAt: number }) => boolean): void {
    const staying = [];
    for (const leaving of this.#leaving) {
      if (due(leaving)) leaving.value.wipe();
      else staying.push(leaving);
    }
    this.#leaving = staying;
  }
}

/** What this process has unlocked. One per process; `close` it last. */
export interface KeyCache {
  readonly rings: UnlockedCache<KeyRing>;
  readonly signers: UnlockedCache<UnlockedSigner>;
  close(): void;
}

export function createKeyCache(options: UnlockedCacheOptions = {}): KeyCache {
  const rings = new UnlockedCache<KeyRing>(options);
  const signers = new UnlockedCache<UnlockedSigner>(options);
  return {
    rings,
    signers,
    close() {
      rings.close();
      signers.close();
    },
  };
}
