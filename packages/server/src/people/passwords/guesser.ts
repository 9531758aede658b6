import { Worker } from "node:worker_threads";

import { Problem } from "../../kernel/problem.ts";
import type { Guess } from "./guess.ts";
import type { GuessQuestion } from "./guess-worker.ts";
import { WorkQueue } from "./work-queue.ts";

/** Tries to guess passwords, away from the event loop. */
export interface Guesser {
  /** @throws Problem(`service.busy`), Problem(`service.unavailable`): a password that was not judged is not accepted. */
  guess(question: GuessQuestion): Promise<Guess>;
  close(): Promise<void>;
}

export interface GuesserOptions {
  /** Passwords that wait to be judged; more are refused. */
  readonly limit?: number;
  /** A worker that takes longer for one password is stopped. Its first takes half a second to load the lists. */
  readonly timeLimitMs?: number;
  /** A worker without work is stopped after this, which gives back its 100 MB. */
  readonly idleMs?: number;
}

export function createGuesser(options: GuesserOptions = {}): Guesser {
  const { limit = 50, timeLimitMs = 8000, idleMs = 60_000 } = options;
  const queue = new WorkQueue({ concurrency: 1, limit, maxWaitMs: timeLimitMs });
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;

  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    const stopping = worker;
    worker = null;
    await stopping?.terminate();
  };
  const ask = async (question: GuessQuestion): Promise<Guess> => {
    clearTimeout(idle);
    worker ??= startWorker();
    try {
      return await answerOf(worker, question, timeLimitMs);
    } catch (cause) {
      // A dead or stuck worker is not asked again; the next question starts another one.
      await stop();
      throw new Problem("service.unavailable", { retryAfter: 1, cause });
    } finally {
      idle = setTimeout(() => void stop(), idleMs).unref();
    }
  };
  return { guess: (question) => queue.run(() => ask(question)), close: stop };
}

/** One for the process. Its worker starts with the first password that somebody sets, and ends when none comes. */
export const processGuesser: Guesser = createGuesser();

function startWorker(): Worker {
  const worker = new Worker(new URL("guess-worker.ts", import.meta.url), {
    // What a hostile password could make the lists' matcher allocate ends the worker and not the server.
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    // None of the environment's secrets, and no debugger port of the parent.
    env: {},
    execArgv: [],
  });
  worker.unref();
  // Without a listener an error that comes between two questions would end the process.
  worker.on("error", () => {});
  return worker;
}

function answerOf(worker: Worker, question: GuessQuestion, timeLimitMs: number): Promise<Guess> {
  const settled = new AbortController();
  return new Promise<Guess>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the worker took too long")), timeLimitMs);
    const on = (event: "message" | "error" | "exit", listener: (value: Guess & Error) => void): void => {
      worker.once(event, listener);
      settled.signal.addEventListener("abort", () => worker.off(event, listener));
    };
    settled.signal.addEventListener("abort", () => clearTimeout(timer));
    on("message", resolve);
    on("error", reject);
    on("exit", () => reject(new Error("the worker ended")));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
    worker.postMessage(question);
  }).finally(() => settled.abort());
}
