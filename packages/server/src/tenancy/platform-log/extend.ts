import { randomBytes } from "node:crypto";

import { formatPlatformEntry, formatVerifierKey, leafHash, saltBytes, signCheckpoint } from "@holdfast/proof";

import { growTree } from "../audit/index.ts";
import type { DirectoryDeps } from "../directory/index.ts";
import { noteSignerOf, openPlatformSigner, platformOrigin } from "./log-key.ts";
import {
  growTiles,
  insertLeaves,
  lockPlatformLog,
  type PlatformLeaf,
  readPlatformLog,
  readWaitingHeads,
  replacePlatformLog,
  type WaitingHead,
} from "./store.ts";

export interface PlatformSequenceDeps {
  readonly directory: Pick<DirectoryDeps, "cluster" | "keys">;
  readonly originHost: string;
}

const leavesPerBatch = 500;

/**
 * Gives every account's newest signed tree a leaf, and the log a new checkpoint. Several processes may call it: one at a
 * time gets something to do. A batch commits whole or not at all.
 * @returns how many leaves were added.
 * @throws TreeDamaged when what is stored of the log is not what was signed, Problem(`service.unavailable`)
 */
export async function extendPlatformLog(deps: PlatformSequenceDeps): Promise<number> {
  for (let total = 0; ;) {
    const added = await extendOnce(deps);
    total += added;
    if (added < leavesPerBatch) return total;
  }
}

async function extendOnce({ directory, originHost }: PlatformSequenceDeps): Promise<number> {
  const signer = await openPlatformSigner(directory.keys);
  return directory.cluster.directory.begin(async (tx) => {
    if (!(await lockPlatformLog(tx))) return 0;
    const waiting = await readWaitingHeads(tx, leavesPerBatch);
    if (waiting.length === 0) return 0;
    const before = await readPlatformLog(tx);
    const leaves = waiting.map(leafOf).sort(byEntry);
    const state = { size: before?.size ?? 0, edge: before?.edge ?? Buffer.alloc(0) };
    const hashes = Buffer.concat(leaves.map(({ hash }) => hash));
    const { size, edge, root, tiles } = await growTree(state, before?.root ?? null, hashes);
    const origin = before?.origin ?? platformOrigin(originHost);
    const note = noteSignerOf(origin, signer);
    const checkpoint = await signCheckpoint({ origin, size, root }, note);
    await insertLeaves(tx, state.size, leaves);
    await growTiles(tx, tiles);
    await replacePlatformLog(tx, { size, edge, root, origin, vkey: formatVerifierKey(note.key), checkpoint });
    return leaves.length;
  });
}

function leafOf({ accountId, origin, size, root, salt: known }: WaitingHead): PlatformLeaf {
  const salt = known ?? randomBytes(saltBytes);
  const entry = Buffer.from(formatPlatformEntry({ origin, size, root }, salt));
  return { accountId, entry, hash: leafHash(entry), size, salt };
}

/** By their blinded names: the order of ids would tell which names are of accounts made one after the other. */
const byEntry = (a: PlatformLeaf, b: PlatformLeaf): number => Buffer.compare(a.entry, b.entry);
