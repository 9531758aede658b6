import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";

/**
 * The running processes of the server that works on these data: postmaster, backends, workers. A process id alone says
 * nothing, it may have gone to somebody else since; what tells is a PostgreSQL process whose working folder these are.
 */
export function serverProcesses(dataFolder: string): number[] {
  return process.platform === "linux" ? fromProc(dataFolder) : fromPs(dataFolder);
}

function fromProc(dataFolder: string): number[] {
  const data = statSync(dataFolder);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && worksIn(name, data) && isPostgres(name))
    .map(Number);
}

/** Compared by inode: the path may be another in the process's own view of the file system. */
function worksIn(pid: string, folder: { dev: number; ino: number }): boolean {
  try {
    const { dev, ino } = statSync(`/proc/${pid}/cwd`);
    return dev === folder.dev && ino === folder.ino;
  } catch {
    return false; // it has gone, or is another user's
  }
}

function isPostgres(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
  } catch {
    return false;
  }
}

/** Without /proc only the postmaster can be told, by its arguments; its children end with it. */
function fromPs(dataFolder: string): number[] {
  const { stdout } = spawnSync("ps", ["-axo", "pid=,command="], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.includes("postgres") && line.includes(` -D ${dataFolder} `))
    .map((line) => Number.parseInt(line, 10));
}
