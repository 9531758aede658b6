import { Problem } from "../../kernel/problem.ts";

/**
 * Longer than any statement may take, shorter than any proxy before us waits. What hangs longer does so without a word:
 * a network that swallows packets, a machine that stands still.
 */
export const answerMs = 20_000;

/**
 * What `work` comes to, or a refusal when it does not come to anything in time. It may still happen.
 * @throws Problem(`service.unavailable`)
 */
export function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Problem("service.unavailable", { cause: new Error("a request did not come to its end in time") }));
    }, limitMs);
    // By hand, on the hot path: `finally` and `race` would make three promises more of every request.
    work.then(
      // oxlint-disable-next-line promise/always-return -- nothing follows it
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
