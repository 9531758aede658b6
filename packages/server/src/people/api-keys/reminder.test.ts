import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { days, hours } from "../../kernel/clock.ts";
import { daysLeft, nextNotice } from "./reminder.ts";

/** Every notice of a key that lives from 0 to `end`, told when it is due. */
function toldOf(end: number): number[] {
  const told: number[] = [];
  for (let at = nextNotice(end, 0); at !== null; at = nextNotice(end, at)) told.push(daysLeft(end, at));
  return told;
}

describe("the creator of a key", () => {
  test("is told 14, 7 and 1 day before its end, and that it has ended, once each [C-149]", () => {
    expect(toldOf(days(90))).toEqual([14, 7, 1, 0]);
  });

  test("is not told of days that the key never had", () => {
    expect(toldOf(days(14))).toEqual([7, 1, 0]);
    expect(toldOf(days(5))).toEqual([1, 0]);
    expect(toldOf(days(1))).toEqual([0]);
  });

  test("is told once of what was missed while nothing ran, with the days that are left", () => {
    const end = days(90);
    const late = days(84) + hours(1);
    expect(daysLeft(end, late)).toBe(6);
    expect(nextNotice(end, late)).toBe(days(89));
  });

  test("is told nothing more once it has ended, whenever that is asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e10 }), (after) => {
        expect(nextNotice(days(90), days(90) + after)).toBeNull();
      }),
    );
  });
});
