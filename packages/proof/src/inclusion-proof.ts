import { type Hash, hashBytes, nodeHash } from "./merkle-tree.ts";
import { ProofError } from "./proof-error.ts";
import {
  checkTreeSize,
  type HashReader,
  type LeafRange,
  nodesOf,
  readSubtrees,
  splitPoint,
  type TreeNode,
} from "./subtree.ts";
import { sameBytes } from "./bytes.ts";

/** What is claimed: that the entry with this leaf hash is number `index` of the tree with this size and root. */
export interface InclusionClaim {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly root: Hash;
}

/** One step from a leaf towards the root: the sibling, the side it stands on, and the hash of both. */
export interface PathStep {
  readonly sibling: Hash;
  readonly side: "left" | "right";
  readonly parent: Hash;
}

/**
 * Accepts the claim when `proof` leads from the leaf to the root (RFC 9162 §2.1.3.2), and returns the way it takes.
 * @throws ProofError `inclusion.invalid`
 */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Hash[]): PathStep[] {
  const { leaf, index, size, root } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new ProofError("inclusion.invalid", "the index lies outside the tree");
  }
  if ([leaf, root, ...proof].some((hash) => hash.length !== hashBytes)) {
    throw new ProofError("inclusion.invalid", "a hash has the wrong length");
  }
  const path = climb(leaf, sidesOf(index, size), proof);
  if (!sameBytes(path.at(-1)?.parent ?? leaf, root)) {
    throw new ProofError("inclusion.invalid", "the proof leads to another root");
  }
  return path;
}

/** On which side the siblings stand, from the leaf up. A last node without a sibling is its own parent. */
function sidesOf(index: number, size: number): PathStep["side"][] {
  const sides: PathStep["side"][] = [];
  for (let node = index, last = size - 1; last > 0; node = Math.floor(node / 2), last = Math.floor(last / 2)) {
    if (node % 2 === 1) sides.push("left");
    else if (node < last) sides.push("right");
  }
  return sides;
}

function climb(leaf: Hash, sides: readonly PathStep["side"][], proof: readonly Hash[]): PathStep[] {
  if (sides.length !== proof.length) throw new ProofError("inclusion.invalid", "the proof has the wrong length");
  let child = leaf;
  return proof.map((sibling, step) => {
    const side = sides[step] === "left" ? "left" : "right";
    child = side === "left" ? nodeHash(sibling, child) : nodeHash(child, sibling);
    return { sibling, side, parent: child };
  });
}

/** The nodes that a proof of this entry is made from: what to fetch before proving. @throws RangeError */
export function inclusionNodes(index: number, size: number): TreeNode[] {
  return inclusionRanges(index, size).flatMap(nodesOf);
}

/**
 * Makes the proof that entry `index` is in the tree of the first `size` entries: PATH of RFC 6962 §2.1.1.
 * @throws RangeError
 */
export async function proveInclusion(readHashes: HashReader, index: number, size: number): Promise<Hash[]> {
  return readSubtrees(readHashes, inclusionRanges(index, size));
}

function inclusionRanges(index: number, size: number): LeafRange[] {
  checkTreeSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError("The tree has no such entry");
  const siblings: LeafRange[] = [];
  let { start, end } = { start: 0, end: size };
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    siblings.push(index < middle ? { start: middle, end } : { start, end: middle });
    if (index < middle) end = middle;
    else start = middle;
  }
  return siblings.reverse();
}
