import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { availableParallelism, devNull } from "node:os";
import { fileURLToPath } from "node:url";

import type { Answer, Methods, Question, Usage } from "./worker-process.ts";

/** A process of its own: a server under test, a load generator, a node. Ends with the block that uses it. */
export interface Worker<M extends Methods> extends AsyncDisposable {
  ask<K extends keyof M & string>(method: K, ...args: Parameters<M[K]>): Promise<Awaited<ReturnType<M[K]>>>;
  usage(): Promise<Usage>;
}

export interface WorkerOptions {
  /** Put on this core alone, where the machine has `taskset` and at least two cores. */
  readonly core?: number | undefined;
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Server on one core, load generator on the other, so that neither waits for the other's turn. */
export const cores = { server: 0, client: 1 } as const;

/**
 * Starts the program `entry`, whose methods are `M` (see `answerParent`). What it writes to standard output, its log
 * among it, goes to the null device: written, and not kept.
 */
export async function startWorker<M extends Methods>(entry: URL, options: WorkerOptions = {}): Promise<Worker<M>> {
  const waiting = new Map<number, Waiting>();
  const sink = openSync(devNull, "w");
  const [program, args] = pinned(options.core, [...(options.nodeArgs ?? []), fileURLToPath(entry)]);
  const child = spawn(program, args, {
    stdio: ["ignore", sink, "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production", ...options.env },
  });
  closeSync(sink);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      for (const { reject } of waiting.values()) reject(new Error(`${entry.pathname} has ended`));
      resolve();
    });
  });
  child.on("message", ({ id, value, error }: Answer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) asked?.reject(new Error(error));
    else asked?.resolve(value);
  });
  let questions = 0;
  const ask = (method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      questions += 1;
      const question: Question = { id: questions, method, args };
      waiting.set(question.id, { resolve, reject });
      child.send(question, (error) => {
        if (error !== null) reject(error);
      });
    });
  /* oxlint-disable typescript/no-unsafe-type-assertion -- `answerParent` runs the methods whose types these are */
  const worker: Worker<M> = {
    ask: (method, ...args) => ask(method, args) as Promise<never>,
    usage: () => ask("usage", []) as Promise<Usage>,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await exited;
    },
  };
  /* oxlint-enable typescript/no-unsafe-type-assertion */
  await worker.usage();
  return worker;
}

function pinned(core: number | undefined, args: readonly string[]): [string, readonly string[]] {
  const canPin = core !== undefined && process.platform === "linux" && availableParallelism() >= 2;
  return canPin ? ["taskset", ["-c", String(core), process.execPath, ...args]] : [process.execPath, args];
}
