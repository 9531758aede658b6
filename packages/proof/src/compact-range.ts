import { type Hash, joinSubtrees, nodeHash } from "./merkle-tree.ts";
import { checkTreeSize, type HashReader, nodesOf, type TreeNode } from "./subtree.ts";

/** A node and its hash. */
export interface HashedNode extends TreeNode {
  readonly hash: Hash;
}

/**
 * A tree that only grows, known by its right edge: one hash for each 1 in the binary form of its size. Appending costs
 * two hashes a leaf on average, and memory grows with the logarithm of the size.
 */
export class CompactRange {
  #size = 0;
  #edge: HashedNode[] = [];

  /** Goes on where a tree of this size ended. @throws RangeError */
  static async resume(size: number, readHashes: HashReader): Promise<CompactRange> {
    checkTreeSize(size);
    const nodes = nodesOf({ start: 0, end: size });
    const hashes = await readHashes(nodes);
    const range = new CompactRange();
    range.#size = size;
    range.#edge = nodes.map((node, i) => {
      const hash = hashes[i];
      if (hash === undefined) throw new RangeError("A hash reader gives one hash for each node");
      return { ...node, hash };
    });
    return range;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf, and returns the nodes that are complete with it: the leaf, then its full ancestors, upwards. */
  append(leaf: Hash): HashedNode[] {
    const complete: HashedNode[] = [{ height: 0, index: this.#size, hash: leaf }];
    let node: HashedNode = { height: 0, index: this.#size, hash: leaf };
    while (node.index % 2 === 1) {
      const left = this.#edge.pop();
      if (left === undefined) throw new RangeError("A right child has a left sibling");
      node = { height: node.height + 1, index: left.index / 2, hash: nodeHash(left.hash, node.hash) };
      complete.push(node);
    }
    this.#edge.push(node);
    this.#size += 1;
    return complete;
  }

  /** The hashes of the edge, leftmost and largest subtree first: with the size, all that it takes to `resume`. */
  edge(): Hash[] {
    return this.#edge.map(({ hash }) => hash);
  }

  /** The root of the tree as it is now. */
  root(): Hash {
    return joinSubtrees(this.#edge.map(({ hash }) => hash));
  }
}
