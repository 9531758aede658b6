import type { Right } from "@holdfast/contract";

/** As many different sets of rights are shared; who has more roles than that keeps more copies. */
const mostShared = 1000;
const shared = new Map<string, ReadonlySet<Right>>();

/**
 * The rights as a set that everybody with the same ones shares: there are few roles and many sessions, and a set of its
 * own would be most of what a session takes in memory. So nobody may change it.
 */
export function rightsOf(rights: readonly Right[]): ReadonlySet<Right> {
  const name = rights.join();
  const known = shared.get(name);
  if (known !== undefined) return known;
  const set = Object.freeze(Object.defineProperties(new Set(rights), unchangeable));
  if (shared.size >= mostShared) shared.clear();
  shared.set(name, set);
  return set;
}

function refuse(): never {
  throw new TypeError("The rights of an identity are what Holdfast says");
}

/** Freezing alone leaves what is in a set changeable. */
const unchangeable = { add: { value: refuse }, delete: { value: refuse }, clear: { value: refuse } };
