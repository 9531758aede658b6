import {
  bundlePath,
  type Checkpoint,
  formatOpening,
  formatPolicy,
  isFull,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  personalFile,
  platformFile,
  ProofError,
  rightEdge,
  type TileId,
  tilePath,
  tilesOf,
  tileWidth,
} from "@holdfast/proof";

import { Failure } from "../failure.ts";
import type { ExportFolder } from "./export-folder.ts";
import { inParallel } from "./in-parallel.ts";
import type { LogSource } from "./log-source.ts";

export interface ExportOptions {
  /** Whether the personal parts that still exist are exported too. */
  readonly personal: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (what: "tiles" | "personal parts", done: number, total: number) => void;
}

export interface ExportReport {
  readonly origin: string;
  /** Entries under the checkpoint. */
  readonly size: number;
  readonly vkey: string;
  /** Files that were fetched now; the others were there. */
  readonly fetched: number;
  /** Openings of personal parts; null when they were left out. */
  readonly openings: number | null;
  /** From which index on the log still has entries. */
  readonly minimumIndex: number;
}

const atOnce = 8;

/**
 * Brings a log into a folder, in the layout of c2sp.org/tlog-tiles, beside the openings of its personal parts. What is
 * there already is kept: run it again to go on, or to bring an earlier export up to date. The checkpoint is written last,
 * so a folder with one is whole.
 * @throws Failure when the folder holds another log, or a longer one than there is now
 */
export async function exportLog(
  source: LogSource,
  folder: ExportFolder,
  options: ExportOptions,
): Promise<ExportReport> {
  // Before the checkpoint: it must not be of a larger tree.
  const platform = await source.platform();
  const { note, checkpoint, vkey } = await readHead(source);
  await folder.open();
  const older = await assertContinues(folder, checkpoint);
  const { fetched, minimumIndex } = await fetchTiles(source, folder, checkpoint.size, options);
  const openings = options.personal ? await fetchOpenings(source, folder, checkpoint.size, options) : null;
  if (openings === null) await folder.remove(personalFile);
  await folder.write("vkey", `${vkey}\n`);
  await folder.write("policy", formatPolicy(vkey));
  if (platform === null) await folder.remove(platformFile);
  else await folder.write(platformFile, `${platform}\n`);
  await folder.write("checkpoint", note);
  if (older !== null) await removeOutgrown(folder, older, checkpoint.size);
  return { origin: checkpoint.origin, size: checkpoint.size, vkey, fetched, openings, minimumIndex };
}

/** The newest checkpoint and the key that verifies it. Twice, since the key may be rotated between the two reads. */
async function readHead(source: LogSource): Promise<{ note: string; checkpoint: Checkpoint; vkey: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const note = await source.checkpoint();
    const vkey = (await source.vkey()).trimEnd();
    try {
      return { note, vkey, checkpoint: await openCheckpoint(note, parseVerifierKey(vkey)) };
    } catch (error) {
      if (!(error instanceof ProofError) || attempt === 2) throw error;
    }
  }
}

/** @returns the size that the folder's export has had, or null for a new one. */
async function assertContinues(folder: ExportFolder, { origin, size }: Checkpoint): Promise<number | null> {
  const note = await folder.readText("checkpoint");
  if (note === null) return null;
  const before = parseCheckpoint(parseNote(note).text);
  if (before.origin !== origin) {
    throw new Failure("refused", `${folder.path} holds the log ${before.origin}: export ${origin} to another folder`);
  }
  if (before.size > size) {
    throw new Failure(
      "refused",
      `the log has ${size} entries and ${folder.path} has ${before.size}: it was rolled back. Keep that folder as evidence`,
    );
  }
  return before.size;
}

async function fetchTiles(source: LogSource, folder: ExportFolder, size: number, options: ExportOptions) {
  const files = [...tilesOf(size)].flatMap((tile) =>
    tile.level === 0
      ? [
          { tile, path: tilePath(tile) },
          { tile, path: bundlePath(tile) },
        ]
      : [{ tile, path: tilePath(tile) }],
  );
  const gone: TileId[] = [];
  let [fetched, done] = [0, 0];
  await inParallel(files, atOnce, async ({ tile, path }) => {
    options.signal.throwIfAborted();
    if (!(await folder.has(path))) {
      const content = await source.file(path);
      if (content === null) gone.push(tile);
      else await folder.write(path, content);
      fetched += content === null ? 0 : 1;
    }
    options.onProgress("tiles", (done += 1), files.length);
  });
  return { fetched, minimumIndex: minimumIndexOf(gone) };
}

/**
 * A log that drops old entries drops whole tiles from its beginning. @throws Failure when others are missing: whoever
 * exports must not be told that this is retention
 */
function minimumIndexOf(gone: readonly TileId[]): number {
  const indexes = new Set(gone.map(({ index }) => index));
  const isRetention =
    gone.every((tile) => tile.level === 0 && isFull(tile)) && Math.max(-1, ...indexes) === indexes.size - 1;
  if (!isRetention) throw new Failure("refused", "the log does not have all tiles that its checkpoint promises");
  return indexes.size * tileWidth;
}

async function fetchOpenings(
  source: LogSource,
  folder: ExportFolder,
  size: number,
  options: ExportOptions,
): Promise<number> {
  let count = 0;
  await folder.writeLines(personalFile, lines());
  return count;

  // Always all of them: what was erased since the last export must not stay in this one.
  async function* lines(): AsyncGenerator<string> {
    for await (const { index, id, salt, json } of source.openings()) {
      options.signal.throwIfAborted();
      // Written after the checkpoint was read; its entry is not in this export.
      if (index >= size) continue;
      count += 1;
      options.onProgress("personal parts", index + 1, size);
      yield `${formatOpening(id, salt, JSON.parse(json) as unknown)}\n`;
    }
  }
}

/** Partial tiles of an earlier export, which wider ones have taken the place of. */
async function removeOutgrown(folder: ExportFolder, olderSize: number, size: number): Promise<void> {
  const kept = new Set(rightEdge(size).map(tilePath));
  for (const tile of rightEdge(olderSize)) {
    if (isFull(tile) || kept.has(tilePath(tile))) continue;
    await folder.remove(tilePath(tile));
    if (tile.level === 0) await folder.remove(bundlePath(tile));
  }
}
