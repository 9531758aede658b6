import type { Claims } from "./access-token.ts";
import type { Identity } from "./identity.ts";
import type { RecentRevocations, Subjects } from "./recent.ts";
import type { Trust } from "./trust.ts";

/** A token or an API key that was verified. */
export interface Remembered {
  readonly subjects: Subjects;
  readonly identity: Identity;
  /** Until then it is believed without asking again. */
  readonly until: number;
  /** What the signature vouches for, whatever becomes of the session; null for an API key, which has none. */
  readonly claims: Claims | null;
  /** How many revocations were applied when it was last known to be untouched. */
  applied: number;
}

export interface MemoryOptions {
  readonly trust: Trust;
  readonly recent: RecentRevocations;
  readonly atMost: number;
}

/** What was verified, by its fingerprint; believed only while trust lasts and nothing about it was revoked. */
export class Memory {
  readonly #entries = new Map<string, Remembered>();
  readonly #trust: Trust;
  readonly #recent: RecentRevocations;
  readonly #atMost: number;

  constructor({ trust, recent, atMost }: MemoryOptions) {
    this.#trust = trust;
    this.#recent = recent;
    this.#atMost = atMost;
  }

  /** The identity that may be believed now, or null. */
  recall(name: string): Identity | null {
    const known = this.#trust.fresh() ? this.#entries.get(name) : undefined;
    if (known === undefined) return null;
    const { applied } = this.#recent;
    if (known.applied !== applied) {
      if (this.#recent.touchedSince(known.applied, known.subjects)) {
        this.#entries.delete(name);
        return null;
      }
      known.applied = applied;
    }
    return this.#trust.now() < known.until ? known.identity : null;
  }

  /** The claims of a token whose signature was checked before and that has not run out. */
  claimsOf(name: string): Claims | null {
    const claims = this.#entries.get(name)?.claims ?? null;
    return claims !== null && this.#trust.now() < claims.endsAt ? claims : null;
  }

  remember(name: string, entry: Remembered): void {
    // To the end: what is used stays, and what was verified longest ago goes first.
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#atMost) break;
      this.#entries.delete(oldest);
    }
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }

  clear(): void {
    this.#entries.clear();
  }
}
