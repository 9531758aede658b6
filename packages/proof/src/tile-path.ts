import { isFull, type TileId, tileWidth } from "./tile.ts";

/** What a path below `tile/` names: the hashes of a tile, or the bundle of a level 0 tile's entries. */
export interface TileFile {
  readonly kind: "hashes" | "entries";
  readonly tile: TileId;
}

/** `tile/<L>/<N>[.p/<W>]` (c2sp.org/tlog-tiles, "Merkle Tree"). */
export const tilePath = (tile: TileId): string => `tile/${tile.level}/${indexPath(tile)}`;

/** `tile/entries/<N>[.p/<W>]` (c2sp.org/tlog-tiles, "Log entries"). */
export const bundlePath = (tile: TileId): string => `tile/entries/${indexPath(tile)}`;

/** Groups of three digits, all but the last with an `x`: 1234067 is `x001/x234/067`. */
function indexPath(tile: TileId): string {
  const digits = String(tile.index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  return isFull(tile) ? path : `${path}.p/${tile.width}`;
}

// A level has no leading zero and is at most 63, a width is 1 to 255 (c2sp.org/tlog-tiles).
const shape = /^tile\/(entries|\d|[1-5]\d|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;

/** Reads a path below `tile/`. Null when it is not the one way to write a tile's path. */
export function parseTilePath(path: string): TileFile | null {
  const [, level, groups, width] = shape.exec(path) ?? [];
  if (level === undefined || groups === undefined) return null;
  const tile = {
    level: level === "entries" ? 0 : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, "")),
    width: width === undefined ? tileWidth : Number(width),
  };
  const file: TileFile = { kind: level === "entries" ? "entries" : "hashes", tile };
  const written = file.kind === "entries" ? bundlePath(tile) : tilePath(tile);
  // Writing it again refuses leading `x000/` groups, and an index that a double cannot hold.
  return written === path ? file : null;
}
