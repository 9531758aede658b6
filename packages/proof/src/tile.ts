import { hashBytes } from "./merkle-tree.ts";
import { checkTreeSize, type TreeNode } from "./subtree.ts";

/** A full tile holds this many hashes and spans this many levels of the tree, a factor of 2^8 (c2sp.org/tlog-tiles). */
export const tileWidth = 256;
export const tileHeight = 8;

/**
 * A tile: `width` neighbouring hashes, each over 256^level entries. Width 256 is a full tile, less a partial one at the
 * right edge of a tree. The tiles of level 0 hold leaf hashes, and each has an entry bundle of the same index and width.
 */
export interface TileId {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Fetches a tile's hashes, side by side: 32 · width bytes. */
export type TileReader = (tile: TileId) => Promise<Uint8Array>;

export const isFull = (tile: TileId): boolean => tile.width === tileWidth;

/** Whether a log that keeps entries from `minimumIndex` on may have dropped this tile (c2sp.org/tlog-tiles, "Pruning"). */
export const isPruned = (tile: TileId, minimumIndex: number): boolean =>
  isFull(tile) && (tile.index + 1) * tileWidth ** (tile.level + 1) <= minimumIndex;

/** How many bytes the file of a tile has. */
export const tileBytes = (tile: TileId): number => tile.width * hashBytes;

/** How many whole hashes a level of a tree of this size has: one for every 256^level entries. */
const hashesAtLevel = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** The tile at this place in a tree of this size; its width is 0 or less when the tree has none there. */
export function tileAt(level: number, index: number, size: number): TileId {
  return { level, index, width: Math.min(tileWidth, hashesAtLevel(level, size) - index * tileWidth) };
}

/** Every tile of a tree of this size, bottom level first. @throws RangeError */
export function* tilesOf(size: number): Generator<TileId> {
  yield* newTiles(0, size);
}

/**
 * The tiles that a tree of `newerSize` has and one of `olderSize` has not: what to write after appending. A partial
 * tile that grew counts as new. @throws RangeError
 */
export function* newTiles(olderSize: number, newerSize: number): Generator<TileId> {
  checkTreeSize(olderSize);
  checkTreeSize(newerSize);
  for (let level = 0; hashesAtLevel(level, newerSize) > 0; level++) {
    const first = Math.floor(hashesAtLevel(level, olderSize) / tileWidth);
    for (let index = first; index * tileWidth < hashesAtLevel(level, newerSize); index++) {
      const tile = tileAt(level, index, newerSize);
      if (tile.width > tileAt(level, index, olderSize).width) yield tile;
    }
  }
}

/** The partial tiles of a tree of this size, top level first: with its size, all that appending to it needs. */
export function rightEdge(size: number): TileId[] {
  checkTreeSize(size);
  const edge: TileId[] = [];
  for (let level = 0; hashesAtLevel(level, size) > 0; level++) {
    const tile = tileAt(level, Math.floor(hashesAtLevel(level, size) / tileWidth), size);
    if (tile.width > 0) edge.unshift(tile);
  }
  return edge;
}

/** The tile that a node's hash stands in or is computed from, and the place of its leftmost hash there. */
export function tileOfNode(node: TreeNode, size: number): { tile: TileId; position: number; width: number } {
  const level = Math.floor(node.height / tileHeight);
  const width = 2 ** (node.height % tileHeight);
  const first = node.index * width;
  return { tile: tileAt(level, Math.floor(first / tileWidth), size), position: first % tileWidth, width };
}

/** The tiles that these nodes are read from, each once: what to fetch before making a proof. */
export function tilesForNodes(nodes: readonly TreeNode[], size: number): TileId[] {
  const tiles = nodes.map((node) => tileOfNode(node, size).tile);
  return [...new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile])).values()];
}
