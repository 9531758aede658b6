import type { DirectoryReader } from "./directory-reader.ts";
import { bundleBytesMax, splitBundle } from "./entry-bundle.ts";
import { entryFault, type FaultList, tileFault } from "./fault.ts";
import { hashBytes, leafHash } from "./merkle-tree.ts";
import type { TreeHead } from "./consistency-proof.ts";
import { bundlePath, tilePath } from "./tile-path.ts";
import { isFull, isPruned, tileAt, tileBytes, type TileId, tileWidth } from "./tile.ts";
import { type Claim, claimOf, differingPositions, judge, settle, settleRoot, type Verdict } from "./tile-verdict.ts";

/** The entries of one bundle, as they were found. */
export interface FoundEntries {
  readonly tile: TileId;
  readonly entries: readonly Uint8Array[];
  /** Whether the entry at this place hashes to what its tile says. */
  isIntact(position: number): boolean;
}

/** What an audit of a tree needs. */
export interface TreeAudit {
  readonly reader: DirectoryReader;
  readonly head: TreeHead;
  readonly faults: FaultList;
  /** Tiles and bundles that end before this index may be missing. */
  readonly minimumIndex: number;
  /** Sees every bundle once, in order. */
  visit(found: FoundEntries): Promise<void>;
}

/**
 * Rebuilds a tree from its entries and compares every tile and the root with it, in one pass. In memory are one bundle,
 * and one tile for each level.
 */
export async function auditTree(audit: TreeAudit): Promise<void> {
  const { size, root } = audit.head;
  const rising = new RisingTiles(audit);
  for (let index = 0; index * tileWidth < size; index++) {
    await rising.add(await auditLeaves(audit, tileAt(0, index, size)));
  }
  settleRoot(rising.edge, root, audit.faults);
}

/** Judged tiles on their way up: a full tile's root becomes a hash of its parent, a partial tile waits for the root. */
class RisingTiles {
  readonly #audit: TreeAudit;
  /** The tile of each level that is being filled, and what its children said so far. */
  readonly #open: (Parent | undefined)[] = [];
  /** The partial tiles, top level first: a level's last full tile comes before the partial one beside it. */
  readonly edge: Verdict[] = [];

  constructor(audit: TreeAudit) {
    this.#audit = audit;
  }

  async add(verdict: Verdict): Promise<void> {
    if (!isFull(verdict.tile)) return void this.edge.push(verdict);
    const parent = this.#parentOf(verdict.tile);
    parent.claims.push(claimOf(verdict));
    if (parent.claims.length < parent.tile.width) return;
    this.#open[parent.tile.level] = undefined;
    await this.add(await this.#close(parent));
  }

  #parentOf({ level, index }: TileId): Parent {
    const tile = tileAt(level + 1, Math.floor(index / tileWidth), this.#audit.head.size);
    return (this.#open[tile.level] ??= { tile, claims: [] });
  }

  async #close({ tile, claims }: Parent): Promise<Verdict> {
    const stored = await readTile(this.#audit, tile);
    return judge(tile, settle(claims, stored, this.#audit.faults), stored);
  }
}

interface Parent {
  readonly tile: TileId;
  readonly claims: Claim[];
}

async function auditLeaves(audit: TreeAudit, tile: TileId): Promise<Verdict> {
  const [stored, bundle] = await Promise.all([readTile(audit, tile), readBundle(audit, tile)]);
  if (bundle === null) return judge(tile, null, stored);
  const { entries, rest } = splitBundle(bundle, tile.width);
  const built = leafHashes(entries);
  const differing = new Set(stored === null ? [] : differingPositions(built, stored));
  await audit.visit({ tile, entries, isIntact: (position) => !differing.has(position) });
  if (rest === "none") return judge(tile, built, stored);

  // A length that was changed moves the bundle's end; the entry that it belongs to is the first to differ.
  const [position = Math.min(entries.length, tile.width - 1)] = differing;
  audit.faults.add(entryFault(`bundle.${rest}`, tile, position));
  return judge(tile, null, stored);
}

function leafHashes(entries: readonly Uint8Array[]): Uint8Array {
  const row = new Uint8Array(entries.length * hashBytes);
  for (const [position, entry] of entries.entries()) row.set(leafHash(entry), position * hashBytes);
  return row;
}

/** A tile's file, or null after saying what is wrong with it. A pruned one is null, and nothing is wrong. */
async function readTile({ reader, faults, minimumIndex }: TreeAudit, tile: TileId): Promise<Uint8Array | null> {
  const expected = tileBytes(tile);
  const bytes = await reader.read(tilePath(tile), expected + 1);
  if (bytes?.length === expected || (bytes === null && isPruned(tile, minimumIndex))) return bytes;
  const code = bytes === null ? "tile.missing" : bytes.length < expected ? "tile.truncated" : "tile.trailing_bytes";
  const detail = bytes === null ? null : `it must have ${expected} bytes`;
  faults.add(tileFault(code, tile, null, detail));
  return null;
}

async function readBundle({ reader, faults, minimumIndex }: TreeAudit, tile: TileId): Promise<Uint8Array | null> {
  const bytes = await reader.read(bundlePath(tile), bundleBytesMax(tile.width) + 1);
  if (bytes === null && !isPruned(tile, minimumIndex)) faults.add(entryFault("bundle.missing", tile, 0));
  return bytes;
}
