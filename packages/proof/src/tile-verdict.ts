/**
 * Judging tiles. A tile's hashes are there twice: in its own file (*stored*), and as what lies below it gives them
 * (*built*: from the entries, or from the tiles of the level below). Where the two differ one of them is wrong, and the
 * level above tells which: the parent tile holds the hash of the right one. At the right edge the signed root tells.
 */
import { sameBytes } from "./bytes.ts";
import { entryFault, type Fault, type FaultList, tileFault } from "./fault.ts";
import { type Hash, hashBytes, joinSubtrees, perfectRoot } from "./merkle-tree.ts";
import { nodesOf } from "./subtree.ts";
import { type TileId, tileWidth } from "./tile.ts";

/** A tile's hashes by both accounts, the same array where they agree; null where an account is missing. */
export interface Verdict {
  readonly tile: TileId;
  readonly built: Uint8Array | null;
  readonly stored: Uint8Array | null;
  /** What is wrong if the parent sides with the other account. */
  readonly ifBuiltWrong: readonly Fault[];
  readonly ifStoredWrong: readonly Fault[];
}

/** The same for a full tile's root, which is one hash of its parent. */
export interface Claim {
  readonly built: Hash | null;
  readonly stored: Hash | null;
  readonly ifBuiltWrong: readonly Fault[];
  readonly ifStoredWrong: readonly Fault[];
}

/** Compares a tile's two accounts. */
export function judge(tile: TileId, built: Uint8Array | null, stored: Uint8Array | null): Verdict {
  const same = { tile, built: built ?? stored, stored, ifBuiltWrong: [], ifStoredWrong: [] };
  if (built === null || stored === null) return same;
  if (sameBytes(built, stored)) return { ...same, stored: built };
  const differing = differingPositions(built, stored);
  return {
    ...same,
    ifBuiltWrong: differing.map((position) => faultBelow(tile, position)),
    ifStoredWrong: differing.map((position) => tileFault("tile.mismatch", tile, position)),
  };
}

/** The places at which two rows of hashes differ. */
export function differingPositions(a: Uint8Array, b: Uint8Array): number[] {
  const positions = Array.from({ length: a.length / hashBytes }, (_, position) => position);
  return positions.filter((position) => !sameBytes(hashAt(a, position), hashAt(b, position)));
}

/** What is wrong if a tile's stored hash is right: the entry, or the whole child tile, whose parts agree. */
function faultBelow(tile: TileId, position: number): Fault {
  if (tile.level === 0) return entryFault("entry.mismatch", tile, position);
  const child = { level: tile.level - 1, index: tile.index * tileWidth + position, width: tileWidth };
  return tileFault("tile.mismatch", child, null, "what lies below it fits it, but not the tile above it");
}

/** What a judged full tile says of its parent's hash. */
export function claimOf({ built, stored, ifBuiltWrong, ifStoredWrong }: Verdict): Claim {
  const builtRoot = built && perfectRoot(built);
  return {
    built: builtRoot,
    stored: stored === built ? builtRoot : stored && perfectRoot(stored),
    ifBuiltWrong,
    ifStoredWrong,
  };
}

/**
 * Lets a parent's stored hashes settle its children's claims, and returns the row that results. A child of which
 * nothing is left is taken from the parent; without a parent either, there is no row.
 */
export function settle(claims: readonly Claim[], stored: Uint8Array | null, faults: FaultList): Uint8Array | null {
  const row = new Uint8Array(claims.length * hashBytes);
  for (const [position, claim] of claims.entries()) {
    const hash = settleOne(claim, stored && hashAt(stored, position), faults);
    if (hash === null) return null;
    row.set(hash, position * hashBytes);
  }
  return row;
}

function settleOne(claim: Claim, above: Hash | null, faults: FaultList): Hash | null {
  const { built, stored } = claim;
  if (built === null) return above;
  if (above !== null && stored !== null && sameBytes(stored, above)) {
    faults.add(...claim.ifBuiltWrong);
    return stored;
  }
  faults.add(...claim.ifStoredWrong);
  // Sided with neither: both accounts are named.
  if (above === null || !sameBytes(built, above)) faults.add(...claim.ifBuiltWrong);
  return built;
}

/**
 * Lets the signed root settle the partial tiles at the right edge, top level first: some choice of their accounts must
 * give it.
 */
export function settleRoot(edge: readonly Verdict[], root: Hash, faults: FaultList): void {
  const rows = edge.map(({ built, stored }) => [...new Set([built, stored])].filter((row) => row !== null));
  // Nothing is left of some tile, which was said when it was found missing: there is no root to compare.
  if (rows.some((row) => row.length === 0)) return;
  const chosen = choices(rows).find((choice) => sameBytes(rootOf(choice), root));
  if (chosen === undefined) {
    faults.add(...edge.flatMap(({ ifBuiltWrong, ifStoredWrong }) => [...ifBuiltWrong, ...ifStoredWrong]));
    faults.add({ code: "root.mismatch", file: "checkpoint", detail: null });
    return;
  }
  for (const [i, { built, ifBuiltWrong, ifStoredWrong }] of edge.entries()) {
    faults.add(...(chosen[i] === built ? ifStoredWrong : ifBuiltWrong));
  }
}

/** Every way to take one row for each tile. There are seven levels at most, and few of them in doubt. */
function choices(rows: readonly Uint8Array[][]): Uint8Array[][] {
  return rows.reduce<Uint8Array[][]>((all, row) => all.flatMap((choice) => row.map((pick) => [...choice, pick])), [[]]);
}

/** The root of the tree that has these partial tiles, top level first, at its right edge. */
function rootOf(rows: readonly Uint8Array[]): Hash {
  return joinSubtrees(rows.flatMap(subtreeHashes));
}

function subtreeHashes(row: Uint8Array): Hash[] {
  return nodesOf({ start: 0, end: row.length / hashBytes }).map(({ height, index }) => {
    const bytes = 2 ** height * hashBytes;
    return perfectRoot(row.subarray(index * bytes, (index + 1) * bytes));
  });
}

const hashAt = (row: Uint8Array, position: number): Hash =>
  row.subarray(position * hashBytes, (position + 1) * hashBytes);
