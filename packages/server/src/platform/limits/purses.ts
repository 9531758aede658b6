import { assertPolicy, type Claim, type LimitPolicy } from "./policy.ts";
import { emptyPurse, type Purse } from "./purse.ts";

/**
 * The purses of this process, bounded: per policy two generations of half the bound each. A purse that nobody opens while
 * a whole generation fills is dropped; its units are lost, which refuses a little early and never admits too much.
 */
export class Purses {
  readonly #generationSize: number;
  readonly #shelves = new Map<LimitPolicy, { young: Map<string, Purse>; old: Map<string, Purse> }>();

  constructor(bound: number) {
    this.#generationSize = Math.max(1, Math.ceil(bound / 2));
  }

  open({ policy, subject }: Claim): Purse {
    const shelf = this.#shelves.get(policy) ?? this.#addShelf(policy);
    const found = shelf.young.get(subject);
    if (found !== undefined) return found;
    const purse = shelf.old.get(subject) ?? emptyPurse(policy);
    if (shelf.young.size >= this.#generationSize) {
      shelf.old = shelf.young;
      shelf.young = new Map();
    }
    shelf.young.set(subject, purse);
    return purse;
  }

  get size(): number {
    return [...this.#shelves.values()].reduce((sum, { young, old }) => sum + young.size + old.size, 0);
  }

  #addShelf(policy: LimitPolicy) {
    assertPolicy(policy);
    const shelf = { young: new Map<string, Purse>(), old: new Map<string, Purse>() };
    this.#shelves.set(policy, shelf);
    return shelf;
  }
}
