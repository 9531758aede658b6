import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Where a program is: what the environment names, else one of that name in the usual folders; null where there is none. */
export function findProgram(name: string, variable: string): string | null {
  const named = process.env[variable];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const candidates = named === undefined ? folders.map((folder) => join(folder, name)) : [named];
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The port that a listening server was given. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen on a port");
  return address.port;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where a proxy listens, and where what stands behind it does. */
export interface Ports {
  readonly proxy: number;
  readonly holdfast: number;
  readonly product: number;
}

export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server and waits until it takes connections. @throws with what it said when it ends before */
export async function startServer(
  command: string,
  args: readonly string[],
  { port, env = {}, cwd }: { port: number; env?: Readonly<Record<string, string>>; cwd: string },
): Promise<Running> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const stop = () => end(child);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${said}`);
    if (await answers(port)) return { port, stop };
    await sleep(50);
  }
  await stop();
  throw new Error(`${command} takes no connections: ${said}`);
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
