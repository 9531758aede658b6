/** The worker in which passwords are judged: lists and work stay away from the event loop that serves requests. */
import { parentPort } from "node:worker_threads";

import { guess } from "./guess.ts";

/** What is asked of the worker; it answers with a `Guess`. One question at a time. */
export interface GuessQuestion {
  readonly password: string;
  readonly contextTokens: readonly string[];
}

parentPort?.on("message", ({ password, contextTokens }: GuessQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(guess(password, contextTokens));
});
