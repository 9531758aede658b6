import type { AccountId } from "@holdfast/contract";

import type { Revocation, Subjects } from "./entry.ts";

/** Account by account, so that a subject can only ever concern values of the account that revoked it. */
type Generation = Map<AccountId, Map<string, number>>;

/**
 * What this process has applied lately, each with the count at which it was applied. It answers the question that makes
 * memory safe: has anything about this value been revoked since it was read? Bounded by two generations; what is older
 * cannot be told, and counts as revoked.
 */
export class RecentRevocations {
  readonly #perGeneration: number;
  #young: Generation = new Map();
  #old: Generation = new Map();
  #inYoung = 0;
  #applied = 0;
  /** Counts below are forgotten. */
  #floor = 0;
  #nextFloor = 0;

  constructor(perGeneration: number) {
    this.#perGeneration = perGeneration;
  }

  get applied(): number {
    return this.#applied;
  }

  add(revocation: Revocation): void {
    if (this.#inYoung >= this.#perGeneration) this.#rotate();
    this.#applied += 1;
    this.#inYoung += 1;
    const known = this.#young.get(revocation.accountId);
    if (known !== undefined) known.set(revocation.subject, this.#applied);
    else this.#young.set(revocation.accountId, new Map([[revocation.subject, this.#applied]]));
  }

  /** Something may have been missed: nothing read so far can be told to be untouched. */
  forget(): void {
    this.#applied += 1;
    this.#young = new Map();
    this.#old = new Map();
    this.#inYoung = 0;
    this.#floor = this.#applied;
    this.#nextFloor = this.#applied;
  }

  touchedSince(applied: number, subjects: Subjects): boolean {
    if (applied === this.#applied) return false;
    if (applied < this.#floor) return true;
    return isIn(this.#young, applied, subjects) || isIn(this.#old, applied, subjects);
  }

  #rotate(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#inYoung = 0;
    this.#floor = this.#nextFloor;
    this.#nextFloor = this.#applied;
  }
}

/** Ids carry their kind, so the subjects of one account can share a map. */
function isIn(generation: Generation, applied: number, subjects: Subjects): boolean {
  const known = generation.get(subjects.accountId);
  if (known === undefined) return false;
  return (
    isLater(known.get(subjects.accountId), applied) ||
    (subjects.userId !== undefined && isLater(known.get(subjects.userId), applied)) ||
    (subjects.sessionId !== undefined && isLater(known.get(subjects.sessionId), applied)) ||
    (subjects.keyId !== undefined && isLater(known.get(subjects.keyId), applied))
  );
}

const isLater = (at: number | undefined, applied: number): boolean => at !== undefined && at > applied;
