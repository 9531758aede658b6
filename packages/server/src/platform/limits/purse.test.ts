import { describe, expect, test } from "vitest";

import type { LimitPolicy } from "./policy.ts";
import { emptyPurse, fill, putBack, tightestOf } from "./purse.ts";
import type { Holding } from "./store.ts";

const policy: LimitPolicy = { name: "test", quota: 100, windowSeconds: 60, lease: 20 };
const slotMs = 15_000;

/** An answer of the store, five seconds into the slot. */
const holding = (facts: Partial<Holding> = {}): Holding => ({
  key: "",
  slot: 1000,
  total: 20,
  marks: [0, 0, 0, 0, 0],
  granted: 20,
  nowMs: 1000 * slotMs + 5000,
  ...facts,
});
const asked = { sentAt: 500, wanted: 20 };

describe("a purse", () => {
  test("holds units until the end of the slot that counted them, by its own clock from the asking on", () => {
    const purse = emptyPurse(policy);
    fill(purse, holding(), asked);
    expect(purse).toMatchObject({ units: 20, lapsesAt: 500 + 10_000, left: 80, closedUntil: 0 });
  });

  test("adds units of the same slot and drops those of an earlier one", () => {
    const purse = emptyPurse(policy);
    fill(purse, holding(), asked);
    fill(purse, holding({ total: 40 }), asked);
    expect(purse.units).toBe(40);
    fill(purse, holding({ slot: 1001, total: 60, marks: [40, 0, 0, 0, 0], nowMs: 1001 * slotMs }), asked);
    expect(purse.units).toBe(20);
  });

  test("takes a unit back only in the slot that counted it", () => {
    const purse = emptyPurse(policy);
    fill(purse, holding(), asked);
    putBack(purse, 1000);
    expect(purse.units).toBe(21);
    putBack(purse, 999);
    expect(purse.units).toBe(21);
  });

  test("is closed, when the store had too little, until the oldest of what was used stops counting", () => {
    const purse = emptyPurse(policy);
    // Ninety were used three slots ago and ten in this one.
    fill(purse, holding({ total: 100, marks: [90, 90, 90, 0, 0], granted: 10 }), asked);
    expect(purse).toMatchObject({ left: 0, closedUntil: 500 + 2 * slotMs - 5000 });
  });

  test("tells the facts of the count that runs out first", () => {
    const [wide, narrow] = [emptyPurse(policy), emptyPurse({ ...policy, name: "narrow", quota: 30 })];
    fill(wide, holding(), asked);
    fill(narrow, holding(), asked);
    expect(tightestOf([wide, narrow], 500)).toEqual({
      name: "narrow",
      limit: 30,
      windowSeconds: 60,
      remaining: 30,
      resetSeconds: 70,
    });
  });
});
