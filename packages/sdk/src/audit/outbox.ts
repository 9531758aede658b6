import { isProblemCode } from "@holdfast/contract/problems";

import { backoffMs } from "../backoff.ts";
import { AuditProblem } from "./audit-problem.ts";
import { type Courier, Undelivered } from "./courier.ts";

/** An event on its way, as the JSON text that is sent. */
export interface Parcel {
  readonly text: string;
  readonly bytes: number;
  /** By the monotonic clock: from then on it is not tried any more. */
  readonly until: number;
  readonly delivered: () => void;
  readonly failed: (error: AuditProblem) => void;
}

export interface OutboxOptions {
  readonly courier: Courier;
  /** How long the first of a batch waits for others. */
  readonly flushMs: number;
  readonly bufferAtMost: number;
  /** The longest pause after a failure that no server asked for. */
  readonly pauseAtMostMs: number;
}

/** Somebody who waits until these are delivered or given up. */
interface Waiter {
  readonly left: Set<Parcel>;
  readonly done: () => void;
}

const mostTogether = 100;
/** Below what a server takes in one body. */
const mostBytes = 200 * 1024;
const mostUnderWay = 4;
const firstPauseMs = 100;
/** However long a server asks to be left alone: what is recorded should not be long past. */
const longestWishMs = 30_000;
/** What an account has now and may not have in a moment, while the others go on: over its rate, or its database away. */
const passing: ReadonlySet<unknown> = new Set(["rate.limited", "service.unavailable"]);
const passingMs = 1000;

/**
 * Holds events until a server has confirmed them, and brings them in batches. What could not be brought is brought again,
 * under the same ids, so that none is written twice. Bounded: when it is full, it takes no more.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** Neither delivered nor given up. */
  readonly #open = new Set<Parcel>();
  readonly #underWay = new Set<Parcel>();
  readonly #waiters = new Set<Waiter>();
  #requests = 0;
  /** To be sent, in order. */
  #ready: Parcel[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Requests that failed one after the other, and until when none is tried. */
  #failures = 0;
  #pausedUntil = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** How many are neither delivered nor given up. */
  get held(): number {
    return this.#open.size;
  }

  /** @returns false when it is full, and takes nothing. */
  add(parcel: Parcel): boolean {
    if (this.#open.size >= this.#options.bufferAtMost) return false;
    this.#open.add(parcel);
    this.#ready.push(parcel);
    this.#schedule();
    return true;
  }

  /** Forgets one that is not under way. */
  remove(parcel: Parcel): void {
    if (this.#underWay.has(parcel)) return;
    this.#ready = this.#ready.filter((other) => other !== parcel);
    this.#close(parcel);
  }

  /** Returns when what it holds now is delivered or given up. */
  async settled(): Promise<void> {
    const left = new Set(this.#open);
    if (left.size === 0) return;
    const settled = new Promise<void>((done) => this.#waiters.add({ left, done }));
    this.#schedule();
    await settled;
  }

  /** Gives up what is not delivered, also what is under way: whether that is written will not be learnt. */
  giveUp(): void {
    this.#ready = [];
    for (const parcel of this.#open) this.#fail(parcel, unconfirmed());
  }

  #schedule(): void {
    if (this.#ready.length === 0 || this.#requests >= mostUnderWay) return;
    const isAtOnce = this.#waiters.size > 0 || this.#ready.length >= mostTogether;
    const wait = Math.max(this.#pausedUntil - performance.now(), isAtOnce ? 0 : this.#options.flushMs);
    if (this.#timer !== null && wait > 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (performance.now() < this.#pausedUntil) this.#schedule();
      else this.#send();
    }, wait);
  }

  #send(): void {
    const batch = this.#ready.splice(0, fitting(this.#ready));
    const timely = batch.filter((parcel) => this.#isTimely(parcel, performance.now()));
    if (timely.length > 0) {
      this.#requests += 1;
      for (const parcel of timely) this.#underWay.add(parcel);
      void this.#bring(timely).finally(() => {
        this.#requests -= 1;
        this.#schedule();
      });
    }
    this.#schedule();
  }

  /** Never throws. */
  async #bring(batch: readonly Parcel[]): Promise<void> {
    const brought = await this.#options.courier.bring(batch.map(({ text }) => text)).catch((error: unknown) => error);
    for (const parcel of batch) this.#underWay.delete(parcel);
    if (!Array.isArray(brought)) {
      this.#refused(batch, brought);
      return;
    }
    this.#failures = 0;
    const verdicts: unknown[] = brought;
    for (const [n, parcel] of batch.entries()) this.#conclude(parcel, verdicts[n]);
    this.#tryAgain(
      batch.filter((_parcel, n) => passing.has(verdicts[n])),
      passingMs,
    );
  }

  #refused(batch: readonly Parcel[], error: unknown): void {
    if (!(error instanceof Undelivered)) {
      // What is no answer of a server's is a fault of this side, such as a credential that no header can hold.
      const problem = error instanceof AuditProblem ? error : new AuditProblem("internal", { cause: error });
      for (const parcel of batch) this.#fail(parcel, problem);
      return;
    }
    const wish = Math.min(error.retryAfterMs, longestWishMs);
    const pause = Math.max(wish, backoffMs(this.#failures, firstPauseMs, this.#options.pauseAtMostMs));
    this.#failures += 1;
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + pause);
    this.#tryAgain(batch, pause, error);
  }

  #conclude(parcel: Parcel, verdict: unknown): void {
    if (passing.has(verdict)) return;
    if (verdict === null) {
      if (this.#close(parcel)) parcel.delivered();
      return;
    }
    const code = typeof verdict === "string" && isProblemCode(verdict) ? verdict : "internal";
    this.#fail(parcel, new AuditProblem(code));
  }

  /** After a pause, and before what came meanwhile. */
  #tryAgain(batch: readonly Parcel[], pauseMs: number, cause?: unknown): void {
    const timely = batch.filter((parcel) => this.#isTimely(parcel, performance.now() + pauseMs, cause));
    if (timely.length === 0) return;
    setTimeout(() => {
      this.#ready.unshift(...timely.filter((parcel) => this.#open.has(parcel)));
      this.#schedule();
    }, pauseMs);
  }

  /** Whether it may be tried at a time; one that may not is given up. */
  #isTimely(parcel: Parcel, at: number, cause?: unknown): boolean {
    if (this.#open.has(parcel) && parcel.until > at) return true;
    this.#fail(parcel, unconfirmed(cause));
    return false;
  }

  #fail(parcel: Parcel, error: AuditProblem): void {
    if (this.#close(parcel)) parcel.failed(error);
  }

  /** @returns whether it was open. */
  #close(parcel: Parcel): boolean {
    if (!this.#open.delete(parcel)) return false;
    for (const waiter of this.#waiters) {
      waiter.left.delete(parcel);
      if (waiter.left.size > 0) continue;
      this.#waiters.delete(waiter);
      waiter.done();
    }
    return true;
  }
}

const unconfirmed = (cause?: unknown): AuditProblem => new AuditProblem("audit.unconfirmed", { cause });

/** How many of these fit into one body. */
function fitting(parcels: readonly Parcel[]): number {
  let bytes = 0;
  for (const [n, parcel] of parcels.entries()) {
    bytes += parcel.bytes;
    if (n === mostTogether || (bytes > mostBytes && n > 0)) return n;
  }
  return parcels.length;
}
