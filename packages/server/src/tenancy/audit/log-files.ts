import { encodeBundle, formatVerifierKey, parseTilePath, type TileId, tileWidth } from "@holdfast/proof";

import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../directory/index.ts";
import { emit } from "./emit.ts";
import type { Origin } from "./event.ts";
import { logExported } from "./events.ts";
import { logOrigin, type LogKeyDeps, noteSigner, openLogSigner } from "./log-key.ts";
import { exported, tryOpening } from "./reads.ts";
import { type LogRow, readEntries, readHashes, readLog, readOpenings } from "./store.ts";

/** The newest signed checkpoint. @throws Problem(`event.not_sequenced`) before the first one */
export async function readCheckpoint(scope: AccountScope): Promise<string> {
  const log = await readLog(scope);
  if (log === null) throw new Problem("event.not_sequenced");
  return log.checkpoint;
}

/** The key that verifies the newest checkpoint, as a vkey and a line feed; before the first one, that which will. */
export async function readVerifierKey(deps: LogKeyDeps, scope: AccountScope): Promise<string> {
  const log = await readLog(scope);
  if (log !== null) return `${log.vkey}\n`;
  const signer = await openLogSigner(deps, scope.home.region);
  return `${formatVerifierKey(noteSigner(logOrigin(deps.originHost, scope.accountId), signer).key)}\n`;
}

/**
 * The file at `tile/<path>` of c2sp.org/tlog-tiles: hashes or an entry bundle. Partial ones are there at every width
 * that the log has had. @throws Problem(`log.tile_not_found`)
 */
export async function readTileFile(scope: AccountScope, path: string): Promise<Buffer> {
  const file = parseTilePath(`tile/${path}`);
  const log = await readLog(scope);
  if (file === null || log === null || !isServed(file.tile, log)) throw new Problem("log.tile_not_found");
  const { tile, kind } = file;
  if (kind === "hashes") return readHashes(scope, tile);
  const start = tile.index * tileWidth;
  const entries = await readEntries(scope, { start, end: start + tile.width });
  // Fewer entries than leaves: somebody took one out. The hashes still say which.
  if (entries.length < tile.width) throw new Problem("log.tile_not_found");
  return Buffer.from(encodeBundle(entries));
}

function isServed({ level, index, width }: TileId, { size, minimumIndex }: LogRow): boolean {
  const end = index * tileWidth + width;
  const isPruned = level === 0 && (index + 1) * tileWidth <= minimumIndex;
  return end <= Math.floor(size / tileWidth ** level) && !isPruned;
}

/**
 * The openings that still exist among `limit` positions from `from` on. Reading from the start is what an export does,
 * and is told to the log.
 */
export async function listPersonal(scope: AccountScope, range: { from: number; limit: number }, origin: Origin) {
  if (range.from === 0) await emit(scope, logExported(origin, scope.accountId));
  const size = (await readLog(scope))?.size ?? 0;
  const end = Math.min(range.from + range.limit, size);
  const rows = await readOpenings(scope, { start: range.from, end });
  const items = rows.flatMap((row) => {
    const opening = exported(tryOpening(scope.keys, row));
    return opening === null ? [] : [{ index: row.index, id: row.id, ...opening }];
  });
  return { items, next: end < size ? end : null };
}
