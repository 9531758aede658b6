import { type Right, rightsIn, type RightSet } from "@holdfast/contract";

/** The lists of rights in one answer: each stands there once, and what has it names its place. */
export class RightLists {
  readonly lists: Right[][] = [];
  readonly #places = new Map<RightSet, number>();

  placeOf(set: RightSet): number {
    const known = this.#places.get(set);
    if (known !== undefined) return known;
    const place = this.lists.push(rightsIn(set)) - 1;
    this.#places.set(set, place);
    return place;
  }
}
