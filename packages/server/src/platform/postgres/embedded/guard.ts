import { spawn, type SpawnOptions } from "node:child_process";

/**
 * A shell that outlives node for a moment. It reads our pipe: first the process to guard, then a line that stands it
 * down. The pipe's end, which node's death brings however node dies, makes it interrupt that process.
 */
const script = "read -r pid || exit; read -r line || kill -INT $pid";

export interface Guard {
  watch(pid: number): void;
  /** Resolves when the guard has gone. */
  standDown(): Promise<void>;
}

export function postGuard(options: SpawnOptions): Guard {
  const shell = spawn("/bin/sh", ["-c", script], { ...options, stdio: ["pipe", "ignore", "ignore"] });
  const gone = new Promise<void>((resolve) => {
    shell.once("close", () => resolve());
    shell.once("error", () => resolve());
  });
  shell.stdin?.on("error", () => {}); // somebody may have killed it
  return {
    watch: (pid) => void shell.stdin?.write(`${pid}\n`),
    async standDown() {
      shell.stdin?.end("\n");
      await gone;
    },
  };
}
