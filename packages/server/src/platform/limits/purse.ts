import { Problem } from "../../kernel/problem.ts";
import { countedSlots, type LimitPolicy, type RateFacts, slotMsOf } from "./policy.ts";
import type { Holding } from "./store.ts";

/**
 * What this process holds for one subject: units taken from the shared count and not yet spent, and what it last saw of
 * that count. Times are of this process's own clock and never later than the database means them.
 */
export interface Purse {
  readonly policy: LimitPolicy;
  units: number;
  /** The slot in which the units were counted, and when it ends: units are spent in the slot that counts them. */
  slot: number;
  lapsesAt: number;
  /** Units that the shared count still had. */
  left: number;
  /** When the oldest of what was used stops counting. */
  resetAt: number;
  /** Until then the shared count has nothing: units only ever come back at `resetAt`. */
  closedUntil: number;
}

export const emptyPurse = (policy: LimitPolicy): Purse => ({
  policy,
  units: 0,
  slot: -1,
  lapsesAt: 0,
  left: policy.quota,
  resetAt: 0,
  closedUntil: 0,
});

export function lapse(purse: Purse, now: number): void {
  if (purse.units > 0 && purse.lapsesAt <= now) purse.units = 0;
}

/**
 * Whether it is time to fetch the second half of a lease. Not while the shared count has nothing, and never where each
 * unit is counted by itself.
 */
export const isHalfSpent = ({ policy, units, closedUntil }: Purse, now: number): boolean =>
  policy.lease > 1 && units === policy.lease >> 1 && closedUntil <= now;

/** Puts a unit back that was taken for a request which is then refused for another reason. */
export function putBack(purse: Purse, slot: number): void {
  if (purse.slot === slot) purse.units += 1;
}

/**
 * Takes in what the store answered to a question asked at `sentAt`. Counting from the asking, not from the answer, every
 * deadline here comes early by the time the answer took, and so never late.
 */
export function fill(purse: Purse, holding: Holding, asked: { sentAt: number; wanted: number }): void {
  const slotMs = slotMsOf(purse.policy);
  const toOwnClock = (databaseMs: number): number => asked.sentAt + (databaseMs - holding.nowMs);
  const lapsesAt = toOwnClock((holding.slot + 1) * slotMs);
  purse.units = holding.granted + (holding.slot === purse.slot ? purse.units : 0);
  purse.lapsesAt = holding.slot === purse.slot ? Math.max(purse.lapsesAt, lapsesAt) : lapsesAt;
  purse.slot = holding.slot;
  purse.left = purse.policy.quota - (holding.total - (holding.marks.at(-1) ?? 0));
  purse.resetAt = toOwnClock((holding.slot - ageOfOldest(holding) + countedSlots) * slotMs);
  purse.closedUntil = holding.granted < asked.wanted ? purse.resetAt : 0;
}

/** How many slots ago the oldest unit was used that still counts: nothing was used between two equal marks. */
const ageOfOldest = ({ marks }: Holding): number => Math.max(0, marks.indexOf(marks.at(-1) ?? 0));

const secondsUntil = (at: number, now: number): number => Math.max(1, Math.ceil((at - now) / 1000));

export const refusal = (purse: Purse, now: number): Problem =>
  new Problem("rate.limited", { retryAfter: secondsUntil(purse.resetAt, now) });

/** The facts of the count that will run out first. */
export function tightestOf(purses: readonly Purse[], now: number): RateFacts {
  const tightest = purses.reduce((a, b) => (b.left + b.units < a.left + a.units ? b : a));
  const { policy } = tightest;
  return {
    name: policy.name,
    limit: policy.quota,
    windowSeconds: policy.windowSeconds,
    remaining: tightest.left + tightest.units,
    resetSeconds: secondsUntil(tightest.resetAt, now),
  };
}
