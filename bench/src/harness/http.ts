import type { CrowdMethods } from "./crowd-process.ts";
import type { LoadMethods, LoadResult } from "./load-process.ts";
import type { Slice } from "./rounds.ts";
import { cores, startWorker, type Worker } from "./worker.ts";
import type { Methods } from "./worker-process.ts";

export type LoadGenerator = Worker<LoadMethods>;

export const startLoadGenerator = (): Promise<LoadGenerator> =>
  startWorker<LoadMethods>(new URL("./load-process.ts", import.meta.url), { core: cores.client });

/** On whichever core is free: what it measures is the server's loop, and how long somebody of the crowd waits. */
export const startCrowd = (): Promise<Worker<CrowdMethods>> =>
  startWorker<CrowdMethods>(new URL("./crowd-process.ts", import.meta.url));

export interface Target {
  readonly port: number;
  readonly requests: readonly string[];
  readonly connections: number;
  readonly status?: number;
}

/** A request as bytes on the wire. */
export function request(method: string, path: string, headers: Readonly<Record<string, string>>, body = ""): string {
  const all: Record<string, string> = { host: "localhost", ...headers };
  if (body !== "") all["content-length"] = String(Buffer.byteLength(body));
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** One slice of load on a server, with what its process spent. */
export async function driveSlice<M extends Methods>(
  load: LoadGenerator,
  server: Worker<M>,
  target: Target,
  milliseconds: number,
): Promise<Slice & LoadResult> {
  const before = await server.usage();
  const slice = await load.ask("drive", { status: 200, ...target, milliseconds });
  const after = await server.usage();
  return { ...slice, cpuMicros: after.cpuMicros - before.cpuMicros };
}
