import type { Entry, Revocation, Subjects } from "./entry.ts";
import { type Clocks, elapsed, type Instant, instantOf, never } from "./lease.ts";
import { RecentRevocations } from "./recent.ts";

/** What a verifier asks before it believes its memory. */
export interface RevocationView {
  /** Whether this process may trust its memory at this very moment. Ask it for every request; it costs two clocks. */
  fresh(): boolean;
  /** Changes whenever something was applied. Take it before reading what you mean to remember. */
  applied(): number;
  /** Whether something about `subjects` was revoked since `applied` was taken; true when that cannot be told. */
  touchedSince(applied: number, subjects: Subjects): boolean;
}

export interface RevocationHandlers {
  /** Drops what the entry concerns (see `concerns`). Synchronous; may be called twice for one entry. */
  onRevoke(entry: Revocation): void;
  /** Drops everything: entries may have been missed. */
  onFlush(): void;
}

/** Is told how far this process has come, in the order of the log. */
export interface Follower {
  /** The place is known anew, and nothing that was passed on before counts any more. */
  settled(position: Position): void;
  /** These were applied, right after what was passed on before. */
  advanced(entries: readonly Entry[]): void;
}

/** Place in the log up to which everything is applied. `mark` is null before the first entry of an empty log. */
export interface Position {
  readonly seq: number;
  readonly mark: string | null;
}

export interface Round {
  /** What is acknowledged: only what was applied before this round was sent. Null: the place is not known yet. */
  readonly position: Position | null;
  readonly sent: Instant;
}

export interface Answer {
  /** Of the table of leases; null when a crash or failover has emptied it. */
  readonly epoch: string | null;
  /** From the position on (its own entry included), or the newest entry alone when there was no position. */
  readonly entries: readonly Entry[];
  /** Whether the log ended there. */
  readonly complete: boolean;
}

/** Twice this many revocations are remembered, about 150 bytes each. */
const rememberedPerGeneration = 20_000;

/**
 * One process's standing with the revocation log, without I/O. It is fresh while a round was sent no longer than
 * `trustMs` ago that
 * - read the log to its end, and all of it is applied;
 * - was answered while the lease of the round before was still running. A round that took its lease anew may have read
 *   before a revocation and committed its lease after the revoker had looked: it only opens the door to the next.
 */
export class MemoryTrust implements RevocationView {
  readonly #clocks: Clocks;
  readonly #trustMs: number;
  readonly #handlers: RevocationHandlers;
  readonly #follower: Follower | null;
  readonly #recent = new RecentRevocations(rememberedPerGeneration);
  #position: Position | null = null;
  #epoch: string | null = null;
  /** When the last answered round was sent: its lease is in the database. */
  #leased: Instant = never;
  #vouched: Instant = never;
  #retired = false;

  constructor(clocks: Clocks, trustMs: number, handlers: RevocationHandlers, follower: Follower | null = null) {
    this.#clocks = clocks;
    this.#trustMs = trustMs;
    this.#handlers = handlers;
    this.#follower = follower;
  }

  fresh(): boolean {
    return elapsed(this.#clocks, this.#vouched) <= this.#trustMs;
  }

  /** Milliseconds for which memory may still be trusted. */
  remainingMs(): number {
    return Math.max(0, this.#trustMs - elapsed(this.#clocks, this.#vouched));
  }

  applied(): number {
    return this.#recent.applied;
  }

  touchedSince(applied: number, subjects: Subjects): boolean {
    return this.#recent.touchedSince(applied, subjects);
  }

  get position(): Position | null {
    return this.#position;
  }

  begin(): Round {
    return { position: this.#position, sent: instantOf(this.#clocks) };
  }

  /**
   * Takes the answer of a round.
   * @returns whether the next round should follow at once.
   * @throws what a handler threw; the process is then not fresh, and flushes before it can be again.
   */
  finish(round: Round, answer: Answer): boolean {
    const renewed = elapsed(this.#clocks, this.#leased) <= this.#trustMs;
    this.#leased = answer.epoch === null ? never : round.sent;
    if (round.position !== this.#position || answer.epoch !== this.#epoch || !continues(round.position, answer)) {
      this.#startOver();
      this.#epoch = answer.epoch;
      if (round.position === null && answer.epoch !== null) this.#settle(answer);
      return true;
    }
    const news = entriesAfter(round.position, answer);
    this.apply(news);
    this.#position = news.at(-1) ?? round.position;
    if (news.length > 0) this.#follower?.advanced(news);
    if (renewed && answer.complete && !this.#retired) this.#vouched = round.sent;
    return news.length > 0 || !renewed || !answer.complete;
  }

  /** Applies entries in memory. Those of a round, and those that this process has just committed itself. */
  apply(entries: readonly Revocation[]): void {
    try {
      for (const entry of entries) {
        this.#recent.add(entry);
        this.#handlers.onRevoke(entry);
      }
    } catch (error) {
      this.#startOver();
      throw error;
    }
  }

  /** Never fresh again. */
  retire(): void {
    this.#retired = true;
    this.#vouched = never;
  }

  #startOver(): void {
    this.#position = null;
    this.#vouched = never;
  }

  /** Begins at the end of the log with an empty memory, which all entries up to there are applied to. */
  #settle(answer: Answer): void {
    this.#recent.forget();
    this.#handlers.onFlush();
    const newest = answer.entries.at(-1);
    this.#position = newest === undefined ? { seq: 0, mark: null } : { seq: newest.seq, mark: newest.mark };
    this.#follower?.settled(this.#position);
  }
}

/** Whether the log still stands as we know it at our position, and goes on from there without a gap. */
function continues(position: Position | null, { entries }: Answer): boolean {
  if (position === null) return false;
  const [first] = entries;
  if (position.mark === null) return first === undefined || first.seq === 1;
  return first?.seq === position.seq && first.mark === position.mark;
}

const entriesAfter = (position: Position | null, { entries }: Answer): readonly Entry[] =>
  position === null || position.mark === null ? entries : entries.slice(1);
