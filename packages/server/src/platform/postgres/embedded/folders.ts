import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { ServerUser } from "./server-user.ts";

/** Where the embedded server keeps its things: all in the folder `postgres` of Holdfast's data directory. */
export interface Folders {
  readonly home: string;
  /** What PostgreSQL calls the data directory. It belongs to the server's user, like the socket's folder. */
  readonly data: string;
  readonly socket: string;
  /** Configuration that only the supervisor writes: a server that was taken over cannot loosen who may connect. */
  readonly settings: string;
  /** Our copy of the server's programs, where they cannot be used as they are installed. */
  readonly programs: string;
  readonly log: string;
  readonly lock: string;
  /** What the process that runs the server tells others about it. */
  readonly owner: string;
  /** Which programs made the data. */
  readonly origin: string;
}

/** Makes Holdfast's data directory, and the server's folder in it, for their owner alone. */
export function openFolders(dataDir: string): Folders {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const home = join(realpathSync(dataDir), "postgres");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const settings = join(home, "settings");
  // The mode of the home keeps others out; the server's user must read these files.
  mkdirSync(settings, { recursive: true });
  chmodSync(settings, 0o755);
  return {
    home,
    settings,
    data: join(home, "data"),
    socket: join(home, "socket"),
    programs: join(home, "programs"),
    log: join(home, "server.log"),
    lock: join(home, "lock"),
    owner: join(home, "owner.json"),
    origin: join(home, "origin.json"),
  };
}

/** Makes a folder that only the server's user can enter. */
export function makePrivate(folder: string, user: ServerUser): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user.dropTo !== null) chownSync(folder, user.dropTo.uid, user.dropTo.gid);
  chmodSync(folder, 0o700);
}

/** Length of the longest path of a Unix socket, without its closing zero (Linux 107, macOS 103). */
const longestSocketPath = 103;

/**
 * Makes the socket's folder: in the home, or, where a socket's path would be too long or hold characters that drivers
 * take for something else (a comma separates hosts), in a fresh folder with a short name. PostgreSQL itself would only
 * warn, and listen nowhere.
 */
export function makeSocketFolder(folders: Folders, user: ServerUser): string {
  const length = Buffer.byteLength(join(folders.socket, ".s.PGSQL.5432"));
  const isUsable = length <= longestSocketPath && /^[\w./-]+$/.test(folders.socket);
  const folder = isUsable ? folders.socket : mkdtempSync("/tmp/holdfast-");
  makePrivate(folder, user);
  return folder;
}

export function removeSocketFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
