import { CompactRange, type Hash, hashBytes, type Tile, tileHeight, tileWidth } from "@holdfast/proof";

/** A log's tree: its size and the hashes of its right edge, side by side. */
export interface TreeState {
  readonly size: number;
  readonly edge: Uint8Array;
}

/** Hashes to add to the end of a tile. */
export type TileGrowth = Pick<Tile, "level" | "index" | "hashes">;

export interface Grown extends TreeState {
  readonly edge: Buffer;
  readonly root: Hash;
  /** Of level 1 and up; the hashes of level 0 are the leaves' own. */
  readonly tiles: readonly TileGrowth[];
}

/** Thrown when the state of a tree is not that of the tree with this root. */
export class TreeDamaged extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TreeDamaged";
  }
}

/**
 * Adds leaves to a tree that has `root`.
 * @throws TreeDamaged when it has another
 */
export async function growTree(state: TreeState, root: Uint8Array | null, leafHashes: Buffer): Promise<Grown> {
  const range = await resume(state);
  if (root !== null && !Buffer.from(range.root()).equals(root)) throw new TreeDamaged("the edge leads to another root");
  const tiles = new Map<string, { level: number; index: number; hashes: Hash[] }>();
  for (const leaf of split(leafHashes)) {
    for (const { height, index, hash } of range.append(leaf)) {
      if (height === 0 || height % tileHeight !== 0) continue;
      const tile = { level: height / tileHeight, index: Math.floor(index / tileWidth), hashes: [] };
      getOrAdd(tiles, `${tile.level}/${tile.index}`, tile).hashes.push(hash);
    }
  }
  return {
    size: range.size,
    edge: Buffer.concat(range.edge()),
    root: range.root(),
    tiles: [...tiles.values()].map(({ level, index, hashes }) => ({ level, index, hashes: Buffer.concat(hashes) })),
  };
}

async function resume({ size, edge }: TreeState): Promise<CompactRange> {
  const hashes = split(edge);
  return CompactRange.resume(size, async (nodes) => {
    if (nodes.length !== hashes.length)
      throw new TreeDamaged("the edge does not have the hashes that the size asks for");
    return hashes;
  });
}

/** Views, not copies. */
function split(hashes: Uint8Array): Hash[] {
  if (hashes.length % hashBytes !== 0) throw new TreeDamaged("a row of hashes is cut");
  return Array.from({ length: hashes.length / hashBytes }, (_, i) =>
    hashes.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}

function getOrAdd<T>(map: Map<string, T>, key: string, value: T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, value);
  return value;
}
