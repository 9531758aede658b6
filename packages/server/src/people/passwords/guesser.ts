import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

import { Problem } from "../../kernel/problem.ts";
import type { Guess } from "./guess.ts";
import type { GuessQuestion } from "./guess-process.ts";
import { WorkQueue } from "./work-queue.ts";

/** Tries to guess passwords, in a process of its own. */
export interface Guesser {
  /** @throws Problem(`service.busy`), Problem(`service.unavailable`): a password that was not judged is not accepted. */
  guess(question: GuessQuestion): Promise<Guess>;
  /** Whether its process is there. */
  readonly running: boolean;
  close(): Promise<void>;
}

export interface GuesserOptions {
  /** Passwords that wait to be judged; more are refused. */
  readonly limit?: number;
  /** A process that takes longer for one password is ended. */
  readonly timeLimitMs?: number;
  /**
   * How much longer its first password may take, with which it loads the lists: half a second, on a busy machine many.
   * Ended too soon, it would be started again and again, and nobody could set a password for as long as that lasts.
   */
  readonly startLimitMs?: number;
  /** A process without work is ended after this. */
  readonly idleMs?: number;
}

/**
 * A process and no worker thread: the lists take 100 MB, of which a server would never get two thirds back from an ended
 * thread. Passwords are set seldom; most of the time there is no such process.
 */
export function createGuesser(options: GuesserOptions = {}): Guesser {
  const { limit = 50, timeLimitMs = 8000, startLimitMs = 20_000, idleMs = 60_000 } = options;
  const queue = new WorkQueue({ concurrency: 1, limit, maxWaitMs: timeLimitMs });
  let child: ChildProcess | null = null;
  /** The process that has answered before. */
  let started: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;

  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = child;
    child = null;
    if (ending === null || !ending.kill("SIGKILL")) return;
    ending.ref();
    await once(ending, "exit");
  };
  const ask = async (question: GuessQuestion): Promise<Guess> => {
    clearTimeout(idle);
    child ??= startProcess();
    try {
      const guess = await answerOf(child, question, child === started ? timeLimitMs : timeLimitMs + startLimitMs);
      started = child;
      return guess;
    } catch (cause) {
      // A dead or stuck process is not asked again; the next question starts another one.
      await stop();
      throw new Problem("service.unavailable", { retryAfter: 1, cause });
    } finally {
      idle = setTimeout(() => void stop(), idleMs).unref();
    }
  };
  return {
    guess: (question) => queue.run(() => ask(question)),
    get running() {
      return child !== null;
    },
    close: stop,
  };
}

/** One for the server. Its process starts with the first password that somebody sets, and ends when none comes. */
export const processGuesser: Guesser = createGuesser();

function startProcess(): ChildProcess {
  const child = fork(new URL("guess-process.ts", import.meta.url), {
    // What a hostile password could make the matcher allocate ends that process and not the server.
    execArgv: ["--max-old-space-size=192"],
    // None of the secrets in the server's environment, and nothing of the child's in the server's output.
    env: {},
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  child.unref();
  child.channel?.unref();
  // Without a listener an error that comes between two questions would end the server.
  child.on("error", () => {});
  return child;
}

function answerOf(child: ChildProcess, question: GuessQuestion, timeLimitMs: number): Promise<Guess> {
  const settled = new AbortController();
  return new Promise<Guess>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the process took too long")), timeLimitMs);
    settled.signal.addEventListener("abort", () => clearTimeout(timer));
    const on = (event: "message" | "error" | "exit", listener: (value: Guess & Error) => void): void => {
      child.once(event, listener);
      settled.signal.addEventListener("abort", () => child.off(event, listener));
    };
    on("message", resolve);
    on("error", reject);
    on("exit", () => reject(new Error("the process ended")));
    child.send(question, (error) => {
      if (error !== null) reject(error);
    });
  }).finally(() => settled.abort());
}
