import { setTimeout as sleep } from "node:timers/promises";

/** Refusals leave on this grid, so that the milliseconds of a look-up that found something cannot be told apart. */
const gridMs = 100;

/**
 * Runs `work`; when it refuses, holds the refusal until the next multiple of `gridMs` after the start. A known and an
 * unknown address then differ only when a few milliseconds of work cross a line of the grid, which noise does as well.
 */
export async function refuseOnGrid<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    const spent = performance.now() - start;
    await sleep(Math.ceil((spent + 1) / gridMs) * gridMs - spent);
    throw error;
  }
}
