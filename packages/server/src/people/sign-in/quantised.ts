import { monotonic } from "../../kernel/clock.ts";
import { sleepUntil } from "../../kernel/sleep-until.ts";

/**
 * Runs `work`; when it refuses, holds the refusal until the next multiple of `gridMs` after the start. A known and an
 * unknown address then differ only when a few milliseconds of work cross a line of the grid, which noise does as well.
 */
export async function refuseOnGrid<T>(gridMs: number, work: () => Promise<T>): Promise<T> {
  const start = monotonic();
  try {
    return await work();
  } catch (error) {
    const spent = monotonic() - start;
    await sleepUntil(start + Math.ceil(spent / gridMs) * gridMs);
    throw error;
  }
}
