import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";

import { EmbeddedPostgresError } from "./error.ts";
import { type Guard, postGuard } from "./guard.ts";
import type { Passage } from "./passage.ts";
import type { Programs } from "./installation.ts";
import type { ServerUser } from "./server-user.ts";

export interface Launch {
  readonly programs: Programs;
  readonly program: "postgres" | "initdb";
  readonly args: readonly string[];
  readonly user: ServerUser;
  readonly passage: Passage<string>;
  /** Takes what the program prints. */
  readonly output: "pipe" | number;
}

/** A running program that does not outlive node. */
export interface Launched {
  readonly process: ChildProcess;
  /** Resolves when the program and its guard have gone. */
  readonly ended: Promise<void>;
}

/**
 * Starts one of the server's programs as the server's user, in a session of its own (so that Ctrl-C reaches node alone)
 * and with an environment of its own (PG*, LC_* and LANG would all change what it does).
 *
 * @throws {EmbeddedPostgresError} did_not_start
 */
export async function launch({ programs, program, args, user, passage, output }: Launch): Promise<Launched> {
  const common = { cwd: "/", env: { TZ: "UTC" }, detached: true, ...user.dropTo };
  const guard = postGuard(common);
  const stdio = ["ignore" as const, output, output, ...passage.descriptors];
  const child = spawn(join(programs.folder, program), args, { ...common, stdio });
  if (child.pid !== undefined) guard.watch(child.pid);

  const ended = endOf(child, guard);
  try {
    await once(child, "spawn");
  } catch (error) {
    await ended;
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new EmbeddedPostgresError("did_not_start", `${program} could not be started: ${reason}`);
  }
  return { process: child, ended };
}

async function endOf(child: ChildProcess, guard: Guard): Promise<void> {
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  await guard.standDown();
}

/** Runs a program to its end. */
export async function runToEnd(launched: Omit<Launch, "output">): Promise<{ code: number | null; output: string }> {
  const { process, ended } = await launch({ ...launched, output: "pipe" });
  const [stdout, stderr] = await Promise.all([readAll(process.stdout), readAll(process.stderr), ended]);
  return { code: process.exitCode, output: stdout + stderr };
}

async function readAll(stream: Readable | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
