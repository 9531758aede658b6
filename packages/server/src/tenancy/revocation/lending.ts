import type { AccountId } from "@holdfast/contract";

import { monotonic } from "../../kernel/clock.ts";
import { sleepUntil } from "../../kernel/sleep-until.ts";
import type { Entry } from "./entry.ts";
import { History } from "./history.ts";
import type { Follower, Position } from "./memory-trust.ts";

/** Somebody outside this process who remembers verified sessions: of one account, or (null) of all. */
export interface Borrower {
  readonly id: string;
  readonly accountId: AccountId | null;
}

/** The answer to one round of a borrower. */
export interface Loan {
  /** Where the borrower stands once it has applied the entries. */
  readonly position: Position;
  readonly entries: readonly Entry[];
  /** Whether it must forget everything first: what came after its own place cannot be told. */
  readonly reset: boolean;
  /** For how long it may trust its memory, counted from when it *sent* its question. */
  readonly trustMs: number;
}

export interface Lender {
  /** For how long this process may trust its own memory. */
  remainingMs(): number;
  /** Entries of the log up to `upTo`, the newest `limit` of them, oldest first. */
  readOlder(upTo: number, limit: number): Promise<readonly Entry[]>;
  /** Nothing is held back any more that was. */
  onRelease(): void;
}

interface Running {
  readonly accountId: AccountId | null;
  /** Everything up to there is applied by the borrower; -1 when its place is not of this history. */
  readonly applied: number;
  /** Everything up to there came with the loan. */
  readonly told: number;
  /** By the monotonic clock. */
  readonly until: number;
}

const keptEntries = 10_000;
/** More than this at once, and the borrower starts over. */
const pageSize = 1000;
const mostLoans = 20_000;
/** The token of one account that was stolen uses up no more than this. */
const mostLoansOfAccount = 1000;
/** The clocks of borrower and lender run within a tenth of each other, like those of node and database. */
const clockMargin = 0.9;

/**
 * Lends others what is left of this process's own trust, so that a certificate covers them as it covers us: a loan never
 * outlasts the round that vouches for us, and while it runs, this process acknowledges nothing that the borrower has not
 * applied. Whoever waits for this process therefore waits for its borrowers, and for no longer than for itself.
 */
export class Lending implements Follower {
  readonly leaseMs: number;
  readonly #lender: Lender;
  readonly #loans = new Map<string, Running>();
  readonly #listeners = new Set<(entries: readonly Entry[]) => void>();
  /** Null until the place in the log is known and what came before is read. */
  #history: History | null = null;
  #settling: History | null = null;
  #holds = false;
  #closed = false;

  constructor(leaseMs: number, lender: Lender) {
    this.leaseMs = leaseMs;
    this.#lender = lender;
  }

  /** Where this process stands; null when it does not know. */
  get position(): Position | null {
    return this.#history?.position ?? null;
  }

  settled(position: Position): void {
    const history = new History(keptEntries, position);
    this.#history = null;
    this.#settling = history;
    for (const [id, loan] of this.#loans) this.#loans.set(id, { ...loan, applied: -1, told: -1 });
    this.#lender.readOlder(position.seq, keptEntries / 2).then(
      // oxlint-disable-next-line promise/always-return -- nothing follows it
      (older) => this.#begin(history, older),
      // Borrowers then start over, which is what they do whenever their place is not known.
      () => this.#begin(history, []),
    );
  }

  advanced(entries: readonly Entry[]): void {
    (this.#history ?? this.#settling)?.append(entries);
    for (const listener of this.#listeners) listener(entries);
  }

  /** Calls with whatever was applied, from now on. @returns what ends that. */
  listen(listener: (entries: readonly Entry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  since(position: Position): readonly Entry[] | null {
    return this.#history?.since(position) ?? null;
  }

  /**
   * One round of a borrower, which has applied everything up to `position`. Null when there is nothing to lend: this
   * process does not trust its own memory, is about to end, or has lent to too many, of the borrower's account or in all.
   * Who has not applied what came with the loan before is told it again, and lent no more time until then: whoever waits for
   * a certificate waits for a slow borrower once.
   */
  lend(borrower: Borrower, position: Position | null): Loan | null {
    const remaining = this.#lender.remainingMs() * clockMargin;
    const history = this.#history;
    if (this.#closed || history === null || remaining <= 0) return null;
    const news = position === null ? null : history.since(position);
    // Somebody ahead of us has more applied than we could vouch for: it is for them to come again.
    if (position !== null && position.seq > history.position.seq) return null;
    if (position === null || news === null || news.length > pageSize) {
      return { position: history.position, entries: [], reset: true, trustMs: 0 };
    }
    const { id, accountId } = borrower;
    const running = this.#loans.get(id);
    if (running === undefined && this.#isFull(borrower)) return null;
    const entries = accountId === null ? news : news.filter((entry) => entry.accountId === accountId);
    const loan = { position: history.position, entries, reset: false };
    const [first] = entries;
    if (running !== undefined && first !== undefined && first.seq <= running.told) return { ...loan, trustMs: 0 };
    const { seq: told } = history.position;
    this.#loans.set(id, { accountId, applied: position.seq, told, until: monotonic() + remaining });
    this.#release();
    return { ...loan, trustMs: remaining };
  }

  /** Ends a loan whose borrower trusts its memory no more. */
  end(id: string): Loan | null {
    this.#loans.delete(id);
    this.#release();
    return this.position === null ? null : { position: this.position, entries: [], reset: true, trustMs: 0 };
  }

  /** The place after which this process must not acknowledge yet; null when nobody holds anything back. */
  heldAt(): number | null {
    const now = monotonic();
    let held: number | null = null;
    for (const [id, loan] of this.#loans) {
      if (loan.until < now) this.#loans.delete(id);
      else held = least(held, this.#heldBy(loan));
    }
    this.#holds = held !== null;
    return held;
  }

  /** Lends no more, and returns when all that was lent has run out. */
  async close(): Promise<void> {
    this.#closed = true;
    await sleepUntil(Math.max(0, ...[...this.#loans.values()].map(({ until }) => until)));
  }

  #begin(history: History, older: readonly Entry[]): void {
    if (this.#settling !== history) return;
    history.prepend(older);
    this.#settling = null;
    this.#history = history;
  }

  #isFull({ accountId }: Borrower): boolean {
    if (this.#loans.size >= mostLoans) return true;
    if (accountId === null) return false;
    let ofAccount = 0;
    for (const loan of this.#loans.values()) if (loan.accountId === accountId) ofAccount += 1;
    return ofAccount >= mostLoansOfAccount;
  }

  #heldBy({ accountId, applied }: Running): number | null {
    const history = this.#history ?? this.#settling;
    if (history === null || !history.knows(applied)) return Math.max(0, applied);
    const next = history.firstAfter(applied, accountId);
    return next === null ? null : next.seq - 1;
  }

  #release(): void {
    if (this.#holds && this.heldAt() === null) this.#lender.onRelease();
  }
}

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
