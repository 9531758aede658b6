import type { Entry } from "./entry.ts";
import type { Position } from "./memory-trust.ts";

/** The newest entries that this process has applied, in the order of the log and without gaps. Bounded. */
export class History {
  readonly #most: number;
  /** The place right before the first entry kept. */
  #from: Position;
  #entries: readonly Entry[];

  constructor(most: number, from: Position, entries: readonly Entry[] = []) {
    this.#most = most;
    this.#from = from;
    this.#entries = entries;
  }

  get position(): Position {
    const { seq, mark } = this.#entries.at(-1) ?? this.#from;
    return { seq, mark };
  }

  append(entries: readonly Entry[]): void {
    const all = [...this.#entries, ...entries];
    const surplus = all.length - this.#most;
    const lastGone = surplus > 0 ? all[surplus - 1] : undefined;
    if (lastGone !== undefined) this.#from = { seq: lastGone.seq, mark: lastGone.mark };
    this.#entries = surplus > 0 ? all.slice(surplus) : all;
  }

  /** Puts what came before in front: entries up to and with the place where this history begins. */
  prepend(older: readonly Entry[]): void {
    const [first] = older;
    const last = older.at(-1);
    if (first === undefined || last?.seq !== this.#from.seq || last.mark !== this.#from.mark) return;
    this.#entries = [...older.slice(1), ...this.#entries];
    this.#from = { seq: first.seq, mark: first.mark };
  }

  /** What came after a place; null when this history cannot tell: it is too old, or of a log that was restored. */
  since(position: Position): readonly Entry[] | null {
    if (position.seq === this.#from.seq) return position.mark === this.#from.mark ? this.#entries : null;
    const at = position.seq - this.#from.seq - 1;
    return this.#entries[at]?.mark === position.mark ? this.#entries.slice(at + 1) : null;
  }

  /** The first entry after `seq` that is of the account, or of any; `seq` itself must not be older than this history. */
  firstAfter(seq: number, accountId: string | null): Entry | null {
    const start = Math.max(0, seq - this.#from.seq);
    for (let at = start; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry !== undefined && (accountId === null || entry.accountId === accountId)) return entry;
    }
    return null;
  }

  knows(seq: number): boolean {
    return seq >= this.#from.seq;
  }
}
