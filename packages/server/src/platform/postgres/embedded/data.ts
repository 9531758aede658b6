import { globSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { EmbeddedPostgresError, hasCode } from "./error.ts";
import { type Folders, makePrivate } from "./folders.ts";
import { writeJson } from "./json-file.ts";
import { runToEnd } from "./launch.ts";
import { openPassage } from "./passage.ts";
import type { Programs } from "./installation.ts";
import type { ServerUser } from "./server-user.ts";

/**
 * The major version that made the data; null where there are none yet.
 *
 * @throws {EmbeddedPostgresError} out_of_reach
 */
export function majorOf(dataFolder: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(dataFolder, "PG_VERSION"), "utf8"), 10);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw new EmbeddedPostgresError(
      "out_of_reach",
      `The data in ${dataFolder} belong to another user of this machine. Start Holdfast as the user who did before, ` +
        "or with another HOLDFAST_DATA_DIR.",
    );
  }
}

/**
 * Makes new data beside their place and moves them there when they are whole, so a start that was cut short leaves
 * nothing that the next one would take for data.
 *
 * @throws {EmbeddedPostgresError} did_not_start
 */
export async function makeData(folders: Folders, programs: Programs, user: ServerUser): Promise<void> {
  for (const unfinished of globSync(`${folders.home}/data.new-*`)) rmSync(unfinished, { recursive: true, force: true });

  const folder = mkdtempSync(`${folders.data}.new-`);
  makePrivate(folder, user);
  const passage = openPassage({ data: folder }, user);
  const args = ["--pgdata", passage.paths.data, ...initialisation(programs.major)];
  const { code, output } = await runToEnd({ programs, program: "initdb", args, user, passage });
  passage.close();
  if (code !== 0) {
    throw new EmbeddedPostgresError("did_not_start", `PostgreSQL could not make its data in ${folder}:\n${output}`);
  }

  renameSync(folder, folders.data);
  writeJson(folders.origin, { version: programs.version, programs: programs.kind, folder: programs.folder });
}

/**
 * Text sorts by code point, in every PostgreSQL on every machine. A locale of ICU or of the C library sorts as its
 * version does, and data moved to another version would be silently out of order in their indexes.
 */
function initialisation(major: number): string[] {
  const locale =
    major >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : ["--locale=C.UTF-8"];
  const access = ["--username=postgres", "--auth-local=peer", "--auth-host=reject"];
  return ["--encoding=UTF8", "--data-checksums", "--no-instructions", ...locale, ...access];
}
