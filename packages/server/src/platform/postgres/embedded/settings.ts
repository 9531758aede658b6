import { chmodSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { roles } from "./roles.ts";

/** What a small server needs to differ from PostgreSQL's defaults. Durability (fsync, full_page_writes) stays as it is. */
function parameters(seen: { settings: string; socket: string }): Record<string, string> {
  return {
    // One private socket and no TCP: there is no port that anybody could find.
    listen_addresses: "",
    unix_socket_directories: seen.socket,
    unix_socket_permissions: "0700",
    hba_file: `${seen.settings}/pg_hba.conf`,
    ident_file: `${seen.settings}/pg_ident.conf`,
    max_connections: "200",
    // Creating many databases at once writes up to this much WAL before it is recycled.
    max_wal_size: "512MB",
    dynamic_shared_memory_type: hasRoomyShm() ? "posix" : "mmap",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    // The log tells of the server, not of what is in it: statements, values and keys stay out.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
  };
}

/** /dev/shm is 64 MB in Docker, and a parallel query that finds it full fails. */
function hasRoomyShm(): boolean {
  if (process.platform !== "linux") return true;
  try {
    const { bsize, blocks } = statfsSync("/dev/shm");
    return bsize * blocks >= 256 * 1024 * 1024;
  } catch {
    return false;
  }
}

/**
 * Writes the server's configuration, anew at each start, so that it is always that of this version of Holdfast.
 *
 * @param folder where to write
 * @param seen how the server reaches that folder and the socket's
 * @param client the operating system user who may be any of our roles; all others, and all other roles, are refused
 */
export function writeSettings(folder: string, seen: { settings: string; socket: string }, client: string): void {
  const write = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(""));
    chmodSync(join(folder, name), 0o644); // the server's user reads it, whatever our umask
  };
  write(
    "postgresql.conf",
    Object.entries(parameters(seen)).map(([name, value]) => `${name} = '${value}'`),
  );
  write("pg_hba.conf", ["local all all peer map=holdfast", "local replication all peer map=holdfast"]);
  write(
    "pg_ident.conf",
    Object.values(roles).map((role) => `holdfast "${client}" ${role}`),
  );
}
