// Not the global: Node looks that one up anew each time, which takes longer than reading the clock.
import { performance } from "node:perf_hooks";

/** Milliseconds since the epoch. Injected wherever a rule depends on time, so that tests move it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** Milliseconds that never jump; for leases and measured durations, which a moved wall clock must not stretch. */
export const monotonic = (): number => performance.now();

export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;
export const days = (n: number): number => n * 86_400_000;

/** A time as the API says it. */
export const isoOrNull = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
