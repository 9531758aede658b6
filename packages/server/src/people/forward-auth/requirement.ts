import { isRight, isSubset, type RightSet, rightSet } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { type AnyCaller, isRecent } from "../../platform/http/index.ts";

/** What a request is asked for beyond a live credential. */
export interface Requirement {
  readonly rights: RightSet;
  readonly proof: Proof | null;
}

/** Of the last ten minutes: who it is, or a second factor. */
export type Proof = "recent" | "factor";

/** What meets both. Of two proofs, the stronger. */
export const both = (one: Requirement, other: Requirement): Requirement => ({
  rights: one.rights | other.rights,
  proof: one.proof === "factor" || other.proof === "factor" ? "factor" : (one.proof ?? other.proof),
});

/**
 * An API key is let in by a right alone: where a live session is enough, a person is meant, and a key that has one scope
 * is not good for everything.
 * @throws Problem(`key.not_allowed`), Problem(`right.missing`), Problem(`auth.recent_required`),
 * Problem(`auth.factor_required`)
 */
export function assertMeets(caller: AnyCaller, { rights, proof }: Requirement, now: number): void {
  if (caller.sessionId === null && (rights === 0 || proof !== null)) throw new Problem("key.not_allowed");
  if (!isSubset(rights, caller.rights)) throw new Problem("right.missing");
  if (proof === "recent" && !isRecent(caller.provedAt, now)) throw new Problem("auth.recent_required");
  if (proof === "factor" && !isRecent(caller.factorProvedAt, now)) throw new Problem("auth.factor_required");
}

const mostKnown = 1000;
const known = new Map<string, RightSet>();

/** The rights of a list with commas between. Proxies ask with the few that they are configured with, each time. */
export function rightsOfList(list: string): RightSet {
  const found = known.get(list);
  if (found !== undefined) return found;
  const named = list.split(",");
  // What is not known as a right must not be asked for in vain.
  if (!named.every(isRight)) throw new Problem("right.missing");
  const rights = rightSet(named);
  if (known.size < mostKnown) known.set(list, rights);
  return rights;
}
