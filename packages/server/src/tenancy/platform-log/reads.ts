import type { AccountId } from "@holdfast/contract";
import {
  encodeBase64Url,
  encodeBundle,
  formatTlogProof,
  formatVerifierKey,
  hashesFromTiles,
  parseTilePath,
  type PlatformReceipt,
  proveInclusion,
  tileWidth,
} from "@holdfast/proof";

import { Problem } from "../../kernel/problem.ts";
import type { DirectoryDeps } from "../directory/index.ts";
import { noteSignerOf, openPlatformSigner, platformOrigin } from "./log-key.ts";
import { type PlatformLogRow, readLeafEntries, readNewestLeaf, readPlatformLog, readTileHashes } from "./store.ts";

export interface PlatformLogDeps {
  readonly directory: Pick<DirectoryDeps, "cluster" | "keys">;
  readonly originHost: string;
}

/** @throws Problem(`log.empty`) before the first checkpoint */
export async function readPlatformCheckpoint({ directory }: PlatformLogDeps): Promise<string> {
  return (await mustRead(directory)).checkpoint;
}

/** The key that verifies the newest checkpoint, as a vkey and a line feed; before the first one, that which will. */
export async function readPlatformKey({ directory, originHost }: PlatformLogDeps): Promise<string> {
  const log = await readPlatformLog(directory.cluster.directory);
  if (log !== null) return `${log.vkey}\n`;
  const signer = await openPlatformSigner(directory.keys);
  return `${formatVerifierKey(noteSignerOf(platformOrigin(originHost), signer).key)}\n`;
}

/** The file at `tile/<path>` of c2sp.org/tlog-tiles. @throws Problem(`log.tile_not_found`) */
export async function readPlatformTile({ directory }: PlatformLogDeps, path: string): Promise<Buffer> {
  const sql = directory.cluster.directory;
  const file = parseTilePath(`tile/${path}`);
  const log = await readPlatformLog(sql);
  if (file === null || log === null) throw new Problem("log.tile_not_found");
  const { tile, kind } = file;
  const end = tile.index * tileWidth + tile.width;
  if (end > Math.floor(log.size / tileWidth ** tile.level)) throw new Problem("log.tile_not_found");
  if (kind === "hashes") return readTileHashes(sql, tile);
  return Buffer.from(encodeBundle(await readLeafEntries(sql, { start: tile.index * tileWidth, end })));
}

/** Proves that the platform log has an account's newest checkpoint. @throws Problem(`log.empty`) before its first leaf */
export async function readPlatformReceipt(
  { directory }: Pick<PlatformLogDeps, "directory">,
  accountId: AccountId,
): Promise<PlatformReceipt> {
  const sql = directory.cluster.directory;
  const { size, checkpoint, vkey } = await mustRead(directory);
  const leaf = await readNewestLeaf(sql, accountId, size);
  if (leaf === null) throw new Problem("log.empty");
  const hashes = hashesFromTiles((tile) => readTileHashes(sql, tile), size);
  const proof = await proveInclusion(hashes, leaf.index, size);
  return {
    salt: encodeBase64Url(leaf.salt),
    entry: leaf.entry.toString("utf8"),
    proof: formatTlogProof({ index: leaf.index, proof, checkpoint, extra: null }),
    vkey,
  };
}

async function mustRead({ cluster }: PlatformLogDeps["directory"]): Promise<PlatformLogRow> {
  const log = await readPlatformLog(cluster.directory);
  if (log === null) throw new Problem("log.empty");
  return log;
}
