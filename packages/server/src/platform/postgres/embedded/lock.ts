import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import type { Folders } from "./folders.ts";
import { numberIn, readJson, textIn, writeJson } from "./json-file.ts";

/** The right to run the server of a data directory: held by one process, and gone with it, however it dies. */
export interface Lock {
  release(): void;
}

/** What the holder of the lock lets others know. */
export interface Owner {
  readonly pid: number;
  /** Empty while the server starts. */
  readonly socketDir: string;
  readonly version: string;
  readonly systemIdentifier: string;
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Takes the lock. Node has no lock of files; SQLite, which it has, holds one that the kernel takes back when the process
 * ends. A file with a process id in it could not tell a dead holder from a stranger with the same id, nor be replaced
 * without a race.
 *
 * @param patienceMs how long to wait for it
 * @returns null when another process holds it
 */
export function takeLock(folders: Folders, patienceMs: number): Lock | null {
  const database = new DatabaseSync(folders.lock, { timeout: patienceMs });
  try {
    database.exec("pragma journal_mode = memory; begin exclusive");
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return null;
    throw error;
  }
}

export function announceOwner(folders: Folders, owner: Owner): void {
  writeJson(folders.owner, { ...owner });
}

/** What the holder announced, or the last one to die without taking it back. */
export function readOwner(folders: Folders): Owner | null {
  const content = readJson(folders.owner);
  const pid = numberIn(content, "pid");
  if (pid === null) return null;
  const [socketDir, version] = [textIn(content, "socketDir"), textIn(content, "version")];
  return { pid, socketDir, version, systemIdentifier: textIn(content, "systemIdentifier") };
}

export function withdrawOwner(folders: Folders): void {
  rmSync(folders.owner, { force: true });
}
