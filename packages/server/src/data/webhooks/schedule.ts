import { days, hours, minutes, seconds } from "../../kernel/clock.ts";

/** After the first try, the second and so on: eleven tries in about 22 hours, with the jitter in less than 24. */
const delaysMs = [
  seconds(5),
  seconds(30),
  minutes(2),
  minutes(10),
  minutes(30),
  hours(1),
  hours(2),
  hours(4),
  hours(6),
  hours(8),
];
/** A queue of what failed at the same time must not come back at the same time. */
const jitter = 0.09;
const longestWaitMs = hours(8);

/**
 * How long to wait after so many tries; null when there are no more. A receiver may ask for more time (Retry-After), and
 * not for so much that nothing would ever be given up.
 */
export function delayAfter(attempts: number, retryAfterMs: number, random: () => number = Math.random): number | null {
  const delay = delaysMs[attempts - 1];
  if (delay === undefined) return null;
  return Math.min(longestWaitMs * (1 + jitter), Math.max(delay, retryAfterMs) * (1 + jitter * random()));
}

/** So many failures in a row open the circuit. */
const tolerated = 5;

/** How long a webhook that has failed so often in a row is left alone; 0 while it is not. */
export const restAfter = (failures: number): number =>
  failures < tolerated ? 0 : Math.min(minutes(15), seconds(30) * 2 ** Math.min(failures - tolerated, 10));

/** A circuit that was open is tried with one message before the others follow. */
export const isProbe = (failures: number): boolean => failures >= tolerated;

/** More than the tries of one message: one that its receiver cannot take says nothing of the others. */
const fewest = 12;

/** Whether nothing has got through for so long that it is switched off. */
export const isHopeless = (
  { failures, failingSince }: { failures: number; failingSince: number | null },
  now: number,
): boolean => failures >= fewest && failingSince !== null && now - failingSince >= days(5);
