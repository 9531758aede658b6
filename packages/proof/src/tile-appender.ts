import { CompactRange } from "./compact-range.ts";
import { concat } from "./bytes.ts";
import { type Hash, hashBytes } from "./merkle-tree.ts";
import { hashesFromTiles } from "./tile-hashes.ts";
import { rightEdge, tileAt, tileHeight, type TileId, type TileReader, tileWidth } from "./tile.ts";

/** A tile with its hashes, side by side. */
export interface Tile extends TileId {
  readonly hashes: Uint8Array;
}

/**
 * Grows a tiled tree: takes leaf hashes, gives the tiles to write and the root to sign. It holds one tile per level, so
 * it can follow a log of any size.
 */
export class TileAppender {
  readonly #range: CompactRange;
  /** The hashes of the last tile of each level. */
  readonly #edge: Hash[][];
  #finished: Tile[] = [];
  readonly #touched = new Set<number>();

  private constructor(range: CompactRange, edge: Hash[][]) {
    this.#range = range;
    this.#edge = edge;
  }

  /** Goes on where a tree of this size ended; a new one has size 0. @throws RangeError */
  static async resume(size: number, readTile: TileReader): Promise<TileAppender> {
    const edge: Hash[][] = [];
    for (const tile of rightEdge(size)) edge[tile.level] = split(await readTile(tile));
    return new TileAppender(await CompactRange.resume(size, hashesFromTiles(readTile, size)), edge);
  }

  get size(): number {
    return this.#range.size;
  }

  /** The root of the tree as it is now. */
  root(): Hash {
    return this.#range.root();
  }

  append(leaf: Hash): void {
    for (const { height, hash } of this.#range.append(leaf)) {
      if (height % tileHeight === 0) this.#push(height / tileHeight, hash);
    }
  }

  #push(level: number, hash: Hash): void {
    const hashes = (this.#edge[level] ??= []);
    hashes.push(hash);
    this.#touched.add(level);
    if (hashes.length < tileWidth) return;
    const index = Math.floor((this.size - 1) / tileWidth ** (level + 1));
    this.#finished.push({ level, index, width: tileWidth, hashes: concat(...hashes) });
    this.#edge[level] = [];
  }

  /** The tiles that were filled or grew since the last call: full ones first, then partial ones by level. */
  takeChanged(): Tile[] {
    const partial = [...this.#touched].sort((a, b) => a - b).flatMap((level) => this.#partialAt(level));
    const changed = [...this.#finished, ...partial];
    this.#finished = [];
    this.#touched.clear();
    return changed;
  }

  #partialAt(level: number): Tile[] {
    const hashes = this.#edge[level] ?? [];
    if (hashes.length === 0) return [];
    const index = Math.floor(this.size / tileWidth ** (level + 1));
    return [{ ...tileAt(level, index, this.size), hashes: concat(...hashes) }];
  }
}

function split(hashes: Uint8Array): Hash[] {
  return Array.from({ length: hashes.length / hashBytes }, (_, i) => hashes.slice(i * hashBytes, (i + 1) * hashBytes));
}
