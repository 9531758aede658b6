import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const command = fileURLToPath(new URL("../../../packages/cli/src/main.ts", import.meta.url));
const followParent = new URL("../../../scripts/bootstrap/follow-parent.mjs", import.meta.url).href;
const patienceMs = 60_000;

export interface HoldfastProcess {
  readonly url: string;
  /** Runs the `holdfast` command on it. @returns what the command printed */
  operate(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** A Holdfast of its own in `dataDir`, as `npm start` would run it, that lets guards in and believes the desk's word. */
export async function startHoldfast(dataDir: string, port: number): Promise<HoldfastProcess> {
  const url = `http://localhost:${port}`;
  const env = {
    ...environmentOfOthers(),
    HOLDFAST_DATA_DIR: dataDir,
    HOLDFAST_PORT: String(port),
    HOLDFAST_METRICS_PORT: "0",
    HOLDFAST_GUARD_SECRET: randomBytes(32).toString("hex"),
    // The desk asks for people, and says from where they come.
    HOLDFAST_TRUSTED_PROXIES: "127.0.0.1/32",
  };
  const server = await startProcess([command, "serve", "--json"], env, `${url}/v1/deployment`);
  return {
    url,
    async operate(...args) {
      const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], { env });
      return stdout.trim();
    },
    stop: () => end(server),
  };
}

/** Settings of another Holdfast on this machine are none of ours: its database least of all. */
export const environmentOfOthers = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:HOLDFAST|DESK|PG)/.test(name)));

/** Starts a program that ends with this one, and waits until it answers. */
export async function startProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  url: string,
): Promise<ChildProcess> {
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const child = spawn(process.execPath, [`--import=${followParent}`, ...args], { env, stdio: [...stdio] });
  const output = collect(child);
  const deadline = Date.now() + patienceMs;
  while (!(await isAnswered(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`${url} does not answer:\n${output.join("")}`);
    }
    await setTimeout(100);
  }
  return child;
}

/** What a process says is kept for the day on which it does not start. */
function collect(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      lines.push(String(chunk));
      if (lines.length > 200) lines.shift();
    });
  }
  return lines;
}

const isAnswered = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
