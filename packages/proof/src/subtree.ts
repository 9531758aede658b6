import { type Hash, joinSubtrees } from "./merkle-tree.ts";

/** The leaves `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A node over 2^height leaves: those from index · 2^height on. Height 0 is the leaves. */
export interface TreeNode {
  readonly height: number;
  readonly index: number;
}

/** Fetches the hashes of nodes, in the order asked for. Every node lies whole inside the tree. */
export type HashReader = (nodes: readonly TreeNode[]) => Promise<readonly Hash[]>;

/** @throws RangeError */
export function checkTreeSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError("A tree size is an integer from 0 to 2^53 - 1");
}

/** The largest power of two smaller than `n` (RFC 6962 §2.1: where a tree of n > 1 leaves is split). */
export const splitPoint = (n: number): number => 2 ** floorLog2(n - 1);

// Math.log2 rounds: it takes 2^49 - 1 for 2^49.
const floorLog2 = (n: number): number => n.toString(2).length - 1;

/**
 * The nodes that make up a subtree, leftmost and largest first. A subtree at the right edge of a tree has no node of
 * its own; its hash is joined from these.
 */
export function nodesOf(range: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let start = range.start; start < range.end;) {
    const height = floorLog2(range.end - start);
    nodes.push({ height, index: start / 2 ** height });
    start += 2 ** height;
  }
  return nodes;
}

/** The hash of each subtree, in one read. */
export async function readSubtrees(readHashes: HashReader, ranges: readonly LeafRange[]): Promise<Hash[]> {
  const nodes = ranges.map(nodesOf);
  const hashes = await readAll(readHashes, nodes.flat());
  let next = 0;
  return nodes.map(({ length }) => joinSubtrees(hashes.slice(next, (next += length))));
}

/** The root of the tree of the first `size` leaves. @throws RangeError */
export async function treeRoot(readHashes: HashReader, size: number): Promise<Hash> {
  checkTreeSize(size);
  return joinSubtrees(await readAll(readHashes, nodesOf({ start: 0, end: size })));
}

async function readAll(readHashes: HashReader, nodes: readonly TreeNode[]): Promise<readonly Hash[]> {
  const hashes = await readHashes(nodes);
  if (hashes.length !== nodes.length) throw new RangeError("A hash reader gives one hash for each node");
  return hashes;
}
