import { describe, expect, test } from "vitest";

import { days, hours, minutes, seconds } from "../../kernel/clock.ts";
import { delayAfter, isHopeless, isProbe, restAfter } from "./schedule.ts";

/** All waits of a message that never gets through. */
function waits(random: () => number, retryAfterMs = 0): number[] {
  const all: number[] = [];
  for (let attempts = 1; ; attempts += 1) {
    const delay = delayAfter(attempts, retryAfterMs, random);
    if (delay === null) return all;
    all.push(delay);
  }
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe("a message that does not get through", () => {
  test("is tried eleven times, at growing intervals, within 24 hours and for more than 20", () => {
    for (const random of [() => 0, () => 0.5, () => 0.999999]) {
      const all = waits(random);
      expect(all).toHaveLength(10);
      expect(all).toEqual([...all].sort((a, b) => a - b));
      expect([sum(all) > hours(20), sum(all) < hours(24)]).toEqual([true, true]);
    }
  });

  test("is tried at a time of its own, so that many do not come back together", () => {
    expect(new Set(Array.from({ length: 20 }, () => delayAfter(5, 0))).size).toBeGreaterThan(10);
  });

  test("waits for as long as the receiver asks, and no longer than eight hours", () => {
    expect(delayAfter(1, seconds(90), () => 0)).toBe(seconds(90));
    expect(delayAfter(5, seconds(90), () => 0)).toBe(minutes(30));
    expect(delayAfter(1, days(30), () => 0)).toBeLessThan(hours(9));
  });
});

describe("a webhook that fails", () => {
  test("rests from the fifth failure in a row, longer each time, a quarter of an hour at most", () => {
    expect([1, 4, 5, 6, 7].map(restAfter)).toEqual([0, 0, seconds(30), minutes(1), minutes(2)]);
    expect([restAfter(20), restAfter(1_000_000)]).toEqual([minutes(15), minutes(15)]);
    expect([isProbe(4), isProbe(5)]).toEqual([false, true]);
  });

  test("is given up after five days of failures, never for a single message", () => {
    const since = (failures: number) => ({ failures, failingSince: 0 });
    expect(isHopeless(since(12), days(5))).toBe(true);
    expect(isHopeless(since(12), days(5) - 1)).toBe(false);
    expect(isHopeless(since(11), days(50))).toBe(false);
    expect(isHopeless({ failures: 0, failingSince: null }, days(50))).toBe(false);
  });
});
