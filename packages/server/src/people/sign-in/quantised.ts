import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work`; when it refuses, holds the refusal until the next multiple of `gridMs` after the start. A known and an
 * unknown address then differ only when a few milliseconds of work cross a line of the grid, which noise does as well.
 */
export async function refuseOnGrid<T>(gridMs: number, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    const spent = performance.now() - start;
    // A timer cuts fractions of a millisecond off: without rounding up, the refusal would leave just before the line.
    await sleep(Math.ceil(Math.ceil((spent + 1) / gridMs) * gridMs - spent));
    throw error;
  }
}
