import { monotonic, systemClock } from "../../kernel/clock.ts";

/**
 * N of the promise "revoked everywhere within N milliseconds": how long a lease runs in the database. One figure for
 * all processes of a deployment; while a new one is rolled out, the longest of all nodes counts.
 */
export const defaultLeaseMs = 1000;

/** How often a node renews when nothing hurries it. */
export const renewalMs = (leaseMs: number): number => leaseMs / 4;

/**
 * How long a node trusts its memory after sending the round that vouches for it. Shorter than the lease, because the
 * two are timed by different clocks, and chrony may slew one by 8.3 % (`maxslewrate`) while it corrects the time.
 */
export const trustMs = (leaseMs: number): number => leaseMs * 0.9;

/** Two clocks that fail differently. */
export interface Clocks {
  /** Milliseconds that never jump back. Stands still while a machine is suspended. */
  monotonic(): number;
  /** Milliseconds since the epoch. May be set back, but runs on over a suspended laptop or virtual machine. */
  wall(): number;
}

export const systemClocks: Clocks = { monotonic, wall: systemClock };

export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

export const never: Instant = { monotonic: -Infinity, wall: -Infinity };

export const instantOf = (clocks: Clocks): Instant => ({ monotonic: clocks.monotonic(), wall: clocks.wall() });

/** Milliseconds since `start`, by whichever clock saw more of them. */
export const elapsed = (clocks: Clocks, start: Instant): number =>
  Math.max(clocks.monotonic() - start.monotonic, clocks.wall() - start.wall);
