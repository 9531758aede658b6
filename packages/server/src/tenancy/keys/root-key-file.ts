import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

import { formatRootKeys, generateRootKey, parseRootKeys, type RootKey, type RootKeys } from "./root-keys.ts";

/** A root key file must not or cannot be used as it is. The message says how to mend that. */
export class RootKeyRefused extends Error {
  override readonly name = "RootKeyRefused";
}

/**
 * Reads a root key file.
 * @throws RootKeyRefused when anybody but its owner can read it, it belongs to somebody else, or no keys stand in it
 */
export async function readRootKeyFile(path: string): Promise<RootKeys> {
  // Mode and content are taken from one open file, so it cannot be exchanged in between.
  const file = await open(path, "r");
  try {
    const { mode, uid } = await file.stat();
    const bits = (mode & 0o777).toString(8).padStart(3, "0");
    if ((mode & 0o077) !== 0) {
      throw new Error(`it is open to others (mode ${bits}). Run: chmod 600 '${path}'`);
    }
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw new Error(`it belongs to another user (uid ${uid}). Run: chown ${process.getuid()} '${path}'`);
    }
    return parseRootKeys(await file.readFile("utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new RootKeyRefused(`the root key file ${path} was refused: ${reason}`, { cause: error });
  } finally {
    await file.close();
  }
}

/** Makes a root key file with one new key. @throws when there is one: a root key is never overwritten */
export async function createRootKeyFile(path: string, now: number): Promise<RootKeys> {
  const keys: RootKeys = { primary: generateRootKey(now), older: [] };
  await writeDurably(path, keys);
  await syncFolder(path);
  return keys;
}

/** Adds a new root key that only unwraps as yet: for as long as other machines do not have it. */
export async function prepareRootKey(path: string, now: number): Promise<RootKeys> {
  const { primary, older } = await readRootKeyFile(path);
  // Its time tells it from older ones, so it is later than theirs whatever the clock says.
  const createdAt = Math.max(now, ...[primary, ...older].map((key) => Date.parse(key.createdAt) + 1));
  return replace(path, { primary, older: [...older, generateRootKey(createdAt)] });
}

/** Makes the newest root key the primary; the others still unwrap. `rotateRoot` is next, then `dropOlderRootKeys`. */
export async function promoteRootKey(path: string): Promise<RootKeys> {
  const { primary, older } = await readRootKeyFile(path);
  const [newest = primary, ...others] = newestFirst([primary, ...older]);
  return replace(path, { primary: newest, older: others });
}

export const newestFirst = (keys: readonly RootKey[]): RootKey[] =>
  keys.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));

/** Takes older root keys out of the file. Only after a root rotation that left nothing behind: see `rotateRoot`. */
export async function dropOlderRootKeys(path: string): Promise<RootKeys> {
  const { primary } = await readRootKeyFile(path);
  return replace(path, { primary, older: [] });
}

/** A crash leaves the old file or the new one, never half of one. */
async function replace(path: string, keys: RootKeys): Promise<RootKeys> {
  const draft = `${path}.new`;
  await unlink(draft).catch(() => {});
  await writeDurably(draft, keys);
  await rename(draft, path);
  await syncFolder(path);
  return keys;
}

async function writeDurably(path: string, keys: RootKeys): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(formatRootKeys(keys).reveal());
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
