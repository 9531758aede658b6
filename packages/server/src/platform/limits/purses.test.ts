import { describe, expect, test } from "vitest";

import type { LimitPolicy } from "./policy.ts";
import { Purses } from "./purses.ts";

const policy: LimitPolicy = { name: "test", quota: 10, windowSeconds: 60, lease: 5 };

describe("the memory of a limiter", () => {
  test("stays within its bound however many addresses come", () => {
    const purses = new Purses(1000);
    for (let n = 0; n < 20_000; n += 1) purses.open({ policy, subject: `203.0.113.${n}` });
    expect(purses.size).toBeLessThanOrEqual(1000);
  });

  test("keeps the purse of a subject that comes again and again", () => {
    const purses = new Purses(1000);
    const regular = purses.open({ policy, subject: "regular" });
    regular.units = 5;
    for (let n = 0; n < 20_000; n += 1) {
      purses.open({ policy, subject: `203.0.113.${n}` });
      if (n % 400 === 0) purses.open({ policy, subject: "regular" });
    }
    expect(purses.open({ policy, subject: "regular" })).toBe(regular);
  });

  test("keeps what different policies count apart", () => {
    const purses = new Purses(1000);
    const other: LimitPolicy = { ...policy, name: "other" };
    expect(purses.open({ policy, subject: "a" })).not.toBe(purses.open({ policy: other, subject: "a" }));
  });
});
