import { hours, seconds } from "../../kernel/clock.ts";

/** After so many consecutive wrong codes an authenticator is disabled and has to be bound anew (NIST SP 800-63B-4 section 3.2.2). */
export const mostFailures = 100;

/** Slips of the finger cost nothing. */
const freeFailures = 4;

/** How long no code is looked at after so many wrong ones in a row: 30 seconds, doubling, an hour at most. */
export function waitAfter(failures: number): number {
  if (failures <= freeFailures) return 0;
  return Math.min(seconds(30) * 2 ** (failures - freeFailures - 1), hours(1));
}
