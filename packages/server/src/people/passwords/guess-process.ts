/**
 * The process in which passwords are judged. Lists, work and memory stay away from the server; it ends when the channel to
 * its parent closes.
 */
import { guess } from "./guess.ts";

/** What it is asked, one question at a time; it answers with a `Guess`. */
export interface GuessQuestion {
  readonly password: string;
  readonly contextTokens: readonly string[];
}

process.on("message", ({ password, contextTokens }: GuessQuestion) => {
  process.send?.(guess(password, contextTokens));
});
