import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Claim } from "./policy.ts";
import { fill, type Purse } from "./purse.ts";
import type { Purses } from "./purses.ts";
import type { Ask, Holding } from "./store.ts";
import type { ClaimKeys } from "./subject.ts";

/** Whether the shared count gave a unit, and the purse that now knows what is left. */
export interface Grant {
  readonly granted: boolean;
  readonly purse: Purse;
  readonly slot: number;
}

export interface RefillLaneOptions {
  readonly handOut: (asks: readonly Ask[]) => Promise<readonly Holding[]>;
  readonly keyOf: ClaimKeys;
  readonly purses: Purses;
  readonly clock: Clock;
  readonly maxWaitMs: number;
  readonly maxWaiting: number;
}

interface Waiter {
  resolve(grant: Grant): void;
  reject(error: Problem): void;
}

interface Waiting {
  readonly claim: Claim;
  readonly key: string;
  /** Nobody, where units are asked for ahead of need. */
  readonly waiters: Waiter[];
}

/** How long units that nobody waits for yet may be asked for together with others. */
const gatheringMs = 5;

/** Keys in one statement: enough to empty any queue quickly, few enough to lock rows only for a moment. */
const batchSize = 200;

/**
 * Asks the store for units, one statement at a time. Everything that wants units meanwhile goes into the next statement
 * together, so the work of the store grows with the round trips and not with the requests, and a flood of sign-ins holds
 * one connection and no more.
 *
 * A statement that takes longer than `maxWaitMs` refuses everybody who waits. Until it ends, by whatever timeout, all
 * further questions are refused at once: a store that hangs is a store that is down.
 */
export class RefillLane {
  readonly #options: RefillLaneOptions;
  #queue = new Map<string, Waiting>();
  #waiters = 0;
  #gathering: NodeJS.Timeout | null = null;
  #running = false;
  #overdue = false;

  constructor(options: RefillLaneOptions) {
    this.#options = options;
  }

  /** @throws Problem(`service.unavailable`), Problem(`service.busy`) */
  ask(claim: Claim): Promise<Grant> {
    if (this.#overdue) return Promise.reject(unavailable());
    if (this.#waiters >= this.#options.maxWaiting) {
      return Promise.reject(new Problem("service.busy", { retryAfter: 1 }));
    }
    const { waiters } = this.#enqueue(claim);
    this.#waiters += 1;
    const grant = new Promise<Grant>((resolve, reject) => waiters.push({ resolve, reject }));
    this.#start();
    return grant;
  }

  /** Asks for units before they are needed, so that nobody has to wait for them. A failure is left to who needs them. */
  order(claim: Claim): void {
    if (this.#overdue) return;
    this.#enqueue(claim);
    if (!this.#running) this.#gathering ??= setTimeout(() => this.#start(), gatheringMs);
  }

  #enqueue(claim: Claim): Waiting {
    const key = this.#options.keyOf(claim);
    const waiting = this.#queue.get(key) ?? { claim, key, waiters: [] };
    this.#queue.set(key, waiting);
    return waiting;
  }

  #start(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    if (this.#running) return;
    this.#running = true;
    // After this turn of the event loop, so that requests that arrived together are asked for together.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#queue.size > 0) await this.#send(this.#nextBatch());
    this.#running = false;
  }

  #nextBatch(): Waiting[] {
    const batch = [...this.#queue.values()].slice(0, batchSize);
    for (const { key } of batch) this.#queue.delete(key);
    return batch;
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const asks = batch.map((waiting) => this.#askOf(waiting));
    const sentAt = this.#options.clock();
    const timer = setTimeout(() => this.#giveUp(batch), this.#options.maxWaitMs);
    try {
      const holdings = new Map((await this.#options.handOut(asks)).map((holding) => [holding.key, holding]));
      for (const [index, waiting] of batch.entries()) {
        const holding = holdings.get(waiting.key);
        const wanted = asks[index]?.wanted ?? 0;
        if (holding === undefined) throw new Error("the store left a key out");
        this.#settle(waiting, holding, { sentAt, wanted });
      }
    } catch (error) {
      for (const waiting of batch) this.#refuse(waiting, unavailable(error));
    } finally {
      clearTimeout(timer);
      this.#overdue = false;
    }
  }

  /** As much as makes a whole lease of what is left. */
  #askOf({ claim, key, waiters }: Waiting): Ask {
    const { policy } = claim;
    const { units } = this.#options.purses.open(claim);
    return { key, policy, wanted: Math.max(1, policy.lease - units, waiters.length) };
  }

  /** Gives units to those who wait, first come first served, and keeps the rest. Late units are kept all the same. */
  #settle(waiting: Waiting, holding: Holding, asked: { sentAt: number; wanted: number }): void {
    const purse = this.#options.purses.open(waiting.claim);
    fill(purse, holding, asked);
    for (const waiter of this.#dismiss(waiting)) {
      const granted = purse.units > 0;
      if (granted) purse.units -= 1;
      waiter.resolve({ granted, purse, slot: holding.slot });
    }
  }

  #giveUp(batch: readonly Waiting[]): void {
    this.#overdue = true;
    for (const waiting of [...batch, ...this.#queue.values()]) this.#refuse(waiting, unavailable());
    this.#queue = new Map();
  }

  #refuse(waiting: Waiting, problem: Problem): void {
    for (const waiter of this.#dismiss(waiting)) waiter.reject(problem);
  }

  #dismiss(waiting: Waiting): Waiter[] {
    const waiters = waiting.waiters.splice(0);
    this.#waiters -= waiters.length;
    return waiters;
  }
}

const unavailable = (cause?: unknown): Problem => new Problem("service.unavailable", { retryAfter: 1, cause });
