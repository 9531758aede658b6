import { sameBytes } from "./bytes.ts";
import { emptyRoot, type Hash, hashBytes, nodeHash } from "./merkle-tree.ts";
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

/** The size and root of a tree: what a checkpoint signs. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/**
 * Accepts that `newer` begins with exactly the entries of `older` (RFC 9162 §2.1.4.2). The empty tree is the beginning
 * of every tree; its proof is empty (c2sp.org/tlog-witness).
 * @throws ProofError `consistency.invalid`
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): void {
  if (![older.size, newer.size].every((size) => Number.isSafeInteger(size) && size >= 0) || older.size > newer.size) {
    throw new ProofError("consistency.invalid", "the sizes are not those of an older and a newer tree");
  }
  if ([older.root, newer.root, ...proof].some((hash) => hash.length !== hashBytes)) {
    throw new ProofError("consistency.invalid", "a hash has the wrong length");
  }
  if (older.size === 0 || older.size === newer.size) return verifyWithoutProof(older, newer, proof);
  const roots = rebuildRoots(older, newer, proof);
  if (!sameBytes(roots.older, older.root))
    throw new ProofError("consistency.invalid", "the proof starts from another older root");
  if (!sameBytes(roots.newer, newer.root))
    throw new ProofError("consistency.invalid", "the proof leads to another newer root");
}

function verifyWithoutProof(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): void {
  if (proof.length > 0) throw new ProofError("consistency.invalid", "the proof has the wrong length");
  const expected = older.size === 0 ? emptyRoot() : newer.root;
  if (!sameBytes(older.root, expected)) throw new ProofError("consistency.invalid", "the roots differ");
  if (newer.size === 0 && !sameBytes(newer.root, expected))
    throw new ProofError("consistency.invalid", "the roots differ");
}

/** The two roots that the proof yields, walking up from the last node that both trees share. */
function rebuildRoots(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): { older: Hash; newer: Hash } {
  let { node, last } = sharedNode(older.size - 1, newer.size - 1);
  // Step 2: a tree of 2^n leaves is itself that node, and the proof leaves it out.
  const isPerfect = nodesOf({ start: 0, end: older.size }).length === 1;
  const [seed, ...siblings] = isPerfect ? [older.root, ...proof] : proof;
  if (seed === undefined) throw new ProofError("consistency.invalid", "the proof has the wrong length");
  let roots = { older: seed, newer: seed };
  for (const sibling of siblings) {
    if (last === 0) throw new ProofError("consistency.invalid", "the proof has the wrong length");
    if (node % 2 === 1 || node === last) {
      roots = { older: nodeHash(sibling, roots.older), newer: nodeHash(sibling, roots.newer) };
      while (node % 2 === 0 && node !== 0) ({ node, last } = parents(node, last));
    } else {
      roots = { older: roots.older, newer: nodeHash(roots.newer, sibling) };
    }
    ({ node, last } = parents(node, last));
  }
  if (last !== 0) throw new ProofError("consistency.invalid", "the proof has the wrong length");
  return roots;
}

/** Step 4: climbs while the node is a right child. */
function sharedNode(node: number, last: number): { node: number; last: number } {
  let at = { node, last };
  while (at.node % 2 === 1) at = parents(at.node, at.last);
  return at;
}

const parents = (node: number, last: number) => ({ node: Math.floor(node / 2), last: Math.floor(last / 2) });

/** The nodes that a consistency proof is made from: what to fetch before proving. @throws RangeError */
export function consistencyNodes(olderSize: number, newerSize: number): TreeNode[] {
  return consistencyRanges(olderSize, newerSize).flatMap(nodesOf);
}

/**
 * Makes the proof that the tree of `newerSize` entries continues the one of `olderSize`: PROOF of RFC 6962 §2.1.2.
 * @throws RangeError
 */
export async function proveConsistency(readHashes: HashReader, olderSize: number, newerSize: number): Promise<Hash[]> {
  return readSubtrees(readHashes, consistencyRanges(olderSize, newerSize));
}

/** SUBPROOF of RFC 6962 §2.1.2, from the root down; the proof lists it from the leaves up. */
function consistencyRanges(olderSize: number, newerSize: number): LeafRange[] {
  checkTreeSize(olderSize);
  checkTreeSize(newerSize);
  if (olderSize > newerSize) throw new RangeError("An older tree is not larger than a newer one");
  if (olderSize === 0 || olderSize === newerSize) return [];
  const ranges: LeafRange[] = [];
  let { start, end } = { start: 0, end: newerSize };
  while (end !== olderSize) {
    const middle = start + splitPoint(end - start);
    ranges.push(olderSize <= middle ? { start: middle, end } : { start, end: middle });
    if (olderSize <= middle) end = middle;
    else start = middle;
  }
  // The node where the older tree ends is left out when it is the whole older tree, whose root the verifier has.
  if (start !== 0) ranges.push({ start, end });
  return ranges.reverse();
}
