import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { ensureConsole } from "../../scripts/bootstrap/console.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const patienceMs = 45_000;

/** A whole Holdfast as `npm start` runs it: a process of its own, a port of its own, data of its own. */
export interface House {
  readonly url: string;
  /** Where everything lies that it keeps. */
  readonly dataDir: string;
  close(): Promise<void>;
}

/** What a house may have that others have not. */
export interface HouseOptions {
  /** Of the operator: HOLDFAST_* settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** One that was found free, where somebody has to know it beforehand. */
  readonly port?: number;
}

export async function startHouse(options: HouseOptions = {}): Promise<House> {
  await buildConsoleOnce();
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-journey-"));
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const server = spawn(process.execPath, [join(root, "packages/cli/src/main.ts"), "serve"], {
    cwd: root,
    env: { ...process.env, ...settings(port, dataDir), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(server);
  await untilServed(url, server, output);
  return {
    url,
    dataDir,
    async close() {
      if (server.exitCode === null) {
        server.kill("SIGTERM");
        await once(server, "exit");
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Test files run side by side; one builds, the others wait, and find nothing left to build. */
async function buildConsoleOnce(): Promise<void> {
  const lock = join(tmpdir(), `holdfast-console-build-${process.getuid?.() ?? 0}`);
  while (!(await take(lock))) await setTimeout(100);
  try {
    await ensureConsole(root, process.env);
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** A folder can be made by one process only. One that is old was left behind by a run that was killed. */
async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > patienceMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

const settings = (port: number, dataDir: string) => ({
  HOLDFAST_PORT: String(port),
  HOLDFAST_METRICS_PORT: "0",
  HOLDFAST_DATA_DIR: dataDir,
});

function collect(server: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream?.on("data", (chunk: Buffer) => lines.push(String(chunk)));
  return lines;
}

async function untilServed(url: string, server: ChildProcess, output: readonly string[]): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isServed(url))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill("SIGKILL");
      throw new Error(`The server did not start:\n${output.join("")}`);
    }
    await setTimeout(100);
  }
}

const isServed = (url: string): Promise<boolean> =>
  fetch(`${url}/v1/deployment`).then(
    (response) => response.ok,
    () => false,
  );

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
