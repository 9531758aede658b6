import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";

import { findBundled } from "./bundled.ts";
import { EmbeddedPostgresError } from "./error.ts";
import type { Folders } from "./folders.ts";
import type { Programs, ProgramsKind } from "./installation.ts";
import { readJson, textIn } from "./json-file.ts";

/** The SQL that Holdfast speaks. */
const oldestMajor = 15;

/** Where the packages of Debian, Red Hat and Homebrew put the server. */
const usualFolders = [
  "/usr/lib/postgresql/*/bin",
  "/usr/pgsql-*/bin",
  "/opt/homebrew/opt/postgresql@*/bin",
  "/usr/local/opt/postgresql@*/bin",
];

/**
 * The installation to run, among all on this machine and the one from npm.
 *
 * @param madeBy the major version that made the data, or null for new data
 * @throws {EmbeddedPostgresError} other_major, no_programs
 */
export function choosePrograms(prefer: ProgramsKind, madeBy: number | null, folders: Folders): Programs {
  const found = prefer === "system" ? [...findInstalled(), ...findBundled()] : [...findBundled(), ...findInstalled()];
  const chosen = found.find(({ major }) => (madeBy === null ? major >= oldestMajor : major === madeBy));
  if (chosen !== undefined) return chosen;
  throw madeBy === null ? noPrograms() : otherMajor(madeBy, found, folders);
}

/** Installations of the machine, newest first. They come before ours: the operating system keeps them patched. */
export function findInstalled(): Programs[] {
  const folders = new Set([...globSync(usualFolders), ...folderOfPgConfig()]);
  return [...folders].flatMap((folder) => describe(folder) ?? []).toSorted((one, other) => other.major - one.major);
}

function folderOfPgConfig(): string[] {
  const { status, stdout } = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" });
  return status === 0 ? [stdout.trim()] : [];
}

/** Null where there is no server (packages of clients make the same folders) or it does not run. */
function describe(folder: string): Programs | null {
  if (!existsSync(join(folder, "initdb"))) return null;
  const { status, stdout } = spawnSync(join(folder, "postgres"), ["--version"], { encoding: "utf8", env: {} });
  const version = status === 0 ? /\(PostgreSQL\) (\d+\.\d+)/.exec(stdout)?.[1] : undefined;
  return version === undefined ? null : { kind: "system", folder, major: Number.parseInt(version, 10), version };
}

function noPrograms(): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "no_programs",
    `This machine has no PostgreSQL ${oldestMajor} or later, and npm has none for ${process.platform} ${process.arch} ` +
      "(or was told to leave optional packages out). Install one (on Debian: apt install postgresql), " +
      "or set HOLDFAST_DATABASE_URL.",
  );
}

function otherMajor(madeBy: number, found: readonly Programs[], folders: Folders): EmbeddedPostgresError {
  const origin = readJson(folders.origin);
  const maker = textIn(origin, "folder") === "" ? "" : ` (${textIn(origin, "version")} in ${textIn(origin, "folder")})`;
  const here = found.map(({ version, folder }) => `${version} in ${folder}`).join(", ") || "none";
  return new EmbeddedPostgresError(
    "other_major",
    `The data in ${folders.data} were made by PostgreSQL ${madeBy}${maker}, and no other major version reads them. ` +
      `This machine has: ${here}. Install PostgreSQL ${madeBy} (on Debian: apt install postgresql-${madeBy}), ` +
      "or start anew with another HOLDFAST_DATA_DIR.",
  );
}
