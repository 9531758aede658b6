import { setTimeout as sleep } from "node:timers/promises";

import { monotonic } from "./clock.ts";

/**
 * Waits until the monotonic clock shows `time`. A timer alone may end sooner: it counts whole milliseconds, and from when
 * its turn of the event loop began.
 */
export async function sleepUntil(time: number): Promise<void> {
  for (let now = monotonic(); now < time; now = monotonic()) await sleep(Math.ceil(time - now));
}
