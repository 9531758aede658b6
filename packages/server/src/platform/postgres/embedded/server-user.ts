import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";

import { EmbeddedPostgresError } from "./error.ts";

/** Who the server runs as. PostgreSQL refuses to be root, so for root it is an ordinary user of the machine. */
export interface ServerUser {
  /** Name of the user that runs node, to whom peer authentication gives the database roles. */
  readonly client: string;
  /** Null where the server runs as the same user as node. */
  readonly dropTo: { readonly uid: number; readonly gid: number } | null;
}

/** Users in the order of preference; an administrator may make the first one. */
const ordinaryUsers = ["holdfast", "postgres", "nobody"];

/**
 * @param dataFolder the server's data if it exists already: its owner goes on running it
 * @throws {EmbeddedPostgresError} no_user
 */
export function findServerUser(dataFolder: string): ServerUser {
  const client = nameOfCurrentUser();
  if (process.getuid?.() !== 0) return { client, dropTo: null };

  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { client, dropTo: { uid: owner.uid, gid: owner.gid } };

  for (const name of ordinaryUsers) {
    const [uid, gid] = [lookUp("-u", name), lookUp("-g", name)];
    if (uid !== null && gid !== null) return { client, dropTo: { uid, gid } };
  }
  throw new EmbeddedPostgresError(
    "no_user",
    `PostgreSQL never runs as root, and this machine has none of the users ${ordinaryUsers.join(", ")}. ` +
      "Make one (useradd --system holdfast), run Holdfast as an ordinary user, or set HOLDFAST_DATABASE_URL.",
  );
}

/** PostgreSQL looks both ends of a connection up by name; `docker run --user 54321` leaves it without one. */
function nameOfCurrentUser(): string {
  try {
    return userInfo().username;
  } catch {
    throw new EmbeddedPostgresError(
      "no_user",
      `The user id ${process.getuid?.() ?? "of this process"} has no entry in /etc/passwd, and PostgreSQL needs one. ` +
        "Run Holdfast as a user that exists, or set HOLDFAST_DATABASE_URL.",
    );
  }
}

/** Asks `id`, which knows every directory of users that the machine has, not only /etc/passwd. */
function lookUp(option: "-u" | "-g", name: string): number | null {
  const { status, stdout } = spawnSync("id", [option, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : null;
}

/** Tells from the mode bits whether the server's user can walk to a folder and into it. */
export function canReach(user: ServerUser, folder: string): boolean {
  if (user.dropTo === null) return true;
  for (let path = folder; ; path = dirname(path)) {
    if (!canEnter(user.dropTo, path)) return false;
    if (path === dirname(path)) return true;
  }
}

function canEnter({ uid, gid }: { uid: number; gid: number }, folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (stats.uid === uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}
