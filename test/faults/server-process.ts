import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { inject, onTestFinished } from "vitest";

import type { Deployment } from "../support/deployment.ts";

/** A server that can be killed outright. */
export interface ServerProcess {
  readonly url: string;
  /** Returns once it is gone: it had no time to do anything more. */
  kill(): Promise<void>;
}

/** How the databases of a deployment are called. */
export const prefixOf = ({ runtime }: Deployment): string => runtime.cluster.names.directory.replace(/_directory$/, "");

/** @param aheadMs by how much later it is for this process than it is. */
export async function startServerProcess(
  prefix: string,
  rootKeyFile: string,
  { aheadMs = 0 }: { readonly aheadMs?: number } = {},
): Promise<ServerProcess> {
  const program = fileURLToPath(new URL("./server.ts", import.meta.url));
  const child = fork(program, [inject("postgresSocket"), prefix, rootKeyFile, String(aheadMs)], { execArgv: [] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [url]: unknown[] = await once(child, "message");
  return { url: String(url), kill: () => killOutright(child) };
}

async function killOutright(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
