import { closeSync, openSync } from "node:fs";

import { EmbeddedPostgresError } from "./error.ts";
import { canReach, type ServerUser } from "./server-user.ts";

/**
 * Folders under the names by which the server's processes reach them.
 *
 * Run by root, the server is another user, who cannot walk into our 0700 data directory, much less into /root. On Linux
 * it need not: we open each folder and hand the descriptor down, and /proc/self/fd/N leads there directly, in every
 * process that the server forks. So the data stay where they were asked for, and nobody's permissions are widened.
 */
export interface Passage<Name extends string> {
  readonly paths: Readonly<Record<Name, string>>;
  /** To be given to the child as its descriptors from 3 on. */
  readonly descriptors: readonly number[];
  close(): void;
}

const firstDescriptor = 3;

/** @throws {EmbeddedPostgresError} out_of_reach, where there is no /proc */
export function openPassage<Name extends string>(
  folders: Readonly<Record<Name, string>>,
  user: ServerUser,
): Passage<Name> {
  if (user.dropTo === null) return { paths: folders, descriptors: [], close: () => {} };
  if (process.platform !== "linux") {
    assertReachable(Object.values(folders), user);
    return { paths: folders, descriptors: [], close: () => {} };
  }

  const paths: Record<Name, string> = { ...folders };
  const descriptors: number[] = [];
  for (const name of namesOf(folders)) {
    paths[name] = `/proc/self/fd/${firstDescriptor + descriptors.length}`;
    descriptors.push(openSync(folders[name], "r"));
  }
  return { paths, descriptors, close: () => descriptors.forEach((descriptor) => closeSync(descriptor)) };
}

function* namesOf<Name extends string>(folders: Readonly<Record<Name, string>>): Iterable<Name> {
  for (const name in folders) yield name;
}

function assertReachable(folders: readonly string[], user: ServerUser): void {
  const closed = folders.find((folder) => !canReach(user, folder));
  if (closed === undefined) return;
  throw new EmbeddedPostgresError(
    "out_of_reach",
    `PostgreSQL never runs as root, and the ordinary user it runs as cannot enter ${closed}. ` +
      "Run Holdfast as an ordinary user, or put HOLDFAST_DATA_DIR where every parent folder can be entered.",
  );
}
