export interface Subjects {
  readonly account: string;
  readonly user: string;
  /** Of the session or of the API key. */
  readonly credential: string;
}

/** Twice this many revocations are remembered, some hundred bytes each. */
const perGeneration = 20_000;

/**
 * What was revoked lately, each with the count at which it was applied: has anything about a session or a key been
 * revoked since it was read? Bounded by two generations; what is older cannot be told, and counts as revoked.
 */
export class RecentRevocations {
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #applied = 0;
  /** Counts below are forgotten. */
  #floor = 0;
  #nextFloor = 0;

  get applied(): number {
    return this.#applied;
  }

  add(account: string, subject: string): void {
    if (this.#young.size >= perGeneration) this.#rotate();
    this.#applied += 1;
    this.#young.set(nameOf(account, subject), this.#applied);
  }

  /** Something may have been missed: nothing read so far can be told to be untouched. */
  forget(): void {
    this.#applied += 1;
    this.#floor = this.#applied;
    this.#nextFloor = this.#applied;
    this.#young = new Map();
    this.#old = new Map();
  }

  touchedSince(applied: number, { account, user, credential }: Subjects): boolean {
    if (applied === this.#applied) return false;
    if (applied < this.#floor) return true;
    return [account, user, credential].some((subject) => this.#lastOf(nameOf(account, subject)) > applied);
  }

  #lastOf(name: string): number {
    return this.#young.get(name) ?? this.#old.get(name) ?? 0;
  }

  #rotate(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#floor = this.#nextFloor;
    this.#nextFloor = this.#applied;
  }
}

/** A subject concerns what is of the account that revoked it, and no other's. */
const nameOf = (account: string, subject: string): string => `${account} ${subject}`;
