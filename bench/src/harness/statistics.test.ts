import { describe, expect, test } from "vitest";

import { kolmogorovSmirnov, median, percentile } from "./statistics.ts";

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

describe("a median", () => {
  test("is the middle value, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});

describe("a percentile", () => {
  test("is a value that occurred", () => {
    expect(percentile(range(1, 101), 0.5)).toBe(50);
    expect(percentile(range(1, 101), 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
  });
});

describe("the distance of two samples", () => {
  test("is nothing for equal ones and whole for ones that do not overlap", () => {
    expect(kolmogorovSmirnov(range(0, 50), range(0, 50))).toEqual({ distance: 0, pValue: 1 });
    const apart = kolmogorovSmirnov(range(0, 50), range(50, 100));
    expect(apart.distance).toBe(1);
    expect(apart.pValue).toBeLessThan(1e-20);
  });

  // By hand: lambda = (sqrt(50) + 0.12 + 0.11 / sqrt(50)) * 0.15 = 1.081, and 2 * (exp(-2 * 1.081^2) - exp(-8 * 1.081^2)).
  test("comes with the chance that equal distributions are as far apart", () => {
    const { distance, pValue } = kolmogorovSmirnov(range(0, 100), range(15, 115));
    expect(distance).toBeCloseTo(0.15, 10);
    expect(pValue).toBeCloseTo(0.193, 3);
  });
});
