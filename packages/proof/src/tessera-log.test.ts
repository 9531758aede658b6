/** A real C2SP log that Tessera wrote: 15 entries, with the signed checkpoint of every size from 0 to 15. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { openCheckpoint, type VerifiedCheckpoint } from "./checkpoint.ts";
import { proveConsistency, verifyConsistency } from "./consistency-proof.ts";
import type { DirectoryReader } from "./directory-reader.ts";
import { decodeBundle } from "./entry-bundle.ts";
import { proveInclusion, verifyInclusion } from "./inclusion-proof.ts";
import { verifyLogDirectory } from "./log-directory.ts";
import { leafHash } from "./merkle-tree.ts";
import { directoryReader } from "./node.ts";
import { ProofError } from "./proof-error.ts";
import { treeRoot } from "./subtree.ts";
import { hashesFromTiles } from "./tile-hashes.ts";
import { bundlePath, tilePath } from "./tile-path.ts";
import type { TileReader } from "./tile.ts";
import { parseVerifierKey } from "./verifier-key.ts";

const folder = new URL("../vectors/tlog-tiles-log/", import.meta.url);
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, folder)));
const vkey = readFileSync(new URL("vkey.txt", folder), "utf8").trim();
const key = parseVerifierKey(vkey);
const sizes = Array.from({ length: 16 }, (_, size) => size);
const checkpointAt = async (size: number): Promise<VerifiedCheckpoint> =>
  openCheckpoint(file(`checkpoint.${size}`), key);
const readTile: TileReader = async (tile) => file(tilePath(tile));

/** The log as it was when it had this size. */
function logAt(size: number): DirectoryReader {
  const reader = directoryReader(fileURLToPath(folder));
  return { ...reader, read: (path, limit) => reader.read(path === "checkpoint" ? `checkpoint.${size}` : path, limit) };
}

describe("a log that Tessera wrote", () => {
  test.each(sizes)(
    "has, at size %i, the root that its tiles give, and consistent ones at every size before",
    async (size) => {
      const newer = await checkpointAt(size);
      expect(newer.size).toBe(size);
      const readHashes = hashesFromTiles(readTile, size);
      expect(await treeRoot(readHashes, size)).toEqual(newer.root);
      for (const older of await Promise.all(sizes.slice(0, size + 1).map(checkpointAt))) {
        verifyConsistency(older, newer, await proveConsistency(readHashes, older.size, size));
      }
    },
  );

  test.each(sizes.slice(1))("proves, at size %i, each of its entries", async (size) => {
    const { root } = await checkpointAt(size);
    const entries = decodeBundle(file(bundlePath({ level: 0, index: 0, width: size })), size);
    for (const [index, entry] of entries.entries()) {
      const proof = await proveInclusion(hashesFromTiles(readTile, size), index, size);
      const path = verifyInclusion({ leaf: leafHash(entry), index, size, root }, proof);
      expect(path).toHaveLength(proof.length);
    }
  });

  test.each(sizes)("verifies as a directory at size %i", async (size) => {
    const olderCheckpoint = file(`checkpoint.${size >> 1}`);
    const report = await verifyLogDirectory(logAt(size), { vkey, leaves: "opaque", olderCheckpoint });
    expect(report).toMatchObject({ ok: true, continuesOlder: true, faults: [], counts: { entries: size } });
  });

  test.each(sizes)("has no checkpoint of size %i that survives a changed byte", async (size) => {
    const checkpoint = file(`checkpoint.${size}`);
    for (let i = 0; i < checkpoint.length; i++) {
      const changed = checkpoint.with(i, (checkpoint[i] ?? 0) ^ 1);
      await expect(openCheckpoint(changed, key), `byte ${i}`).rejects.toThrow(ProofError);
    }
  });

  test("is not taken for a log of Holdfast entries", async () => {
    const report = await verifyLogDirectory(logAt(3), { vkey });
    expect(report.faults.map(({ code, entry }) => [code, entry])).toEqual([
      ["entry.malformed", 0],
      ["entry.malformed", 1],
      ["entry.malformed", 2],
    ]);
  });
});
