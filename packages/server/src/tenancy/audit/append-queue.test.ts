import type { AccountId } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { newId } from "../../kernel/ids.ts";
import { dequeue, enqueue, type Lane } from "./append-queue.ts";

const accounts = Array.from({ length: 3 }, () => newId("account", 0));

interface Waiting {
  readonly accountId: AccountId;
  readonly number: number;
}

/** A lane in which events wait that came up in this order, by their account's place. */
function laneOf(places: readonly number[]): Lane<Waiting> {
  const lane: Lane<Waiting> = { waiting: new Map(), waitingCount: 0, running: 0, scheduled: false };
  for (const [number, place] of places.entries()) {
    const accountId = accounts[place];
    if (accountId !== undefined) enqueue(lane, { accountId, number });
  }
  return lane;
}

const numbers = (batch: readonly Waiting[]): number[] => batch.map(({ number }) => number);

describe("a batch of what waits for a database", () => {
  test("takes all that waits of an account together", () => {
    const lane = laneOf([0, 1, 0, 1, 2]);
    expect(numbers(dequeue(lane, 3))).toEqual([0, 2]);
    expect(numbers(dequeue(lane, 3))).toEqual([1, 3, 4]);
  });

  test("cuts an account that alone is longer, whose rest lets the others go first", () => {
    const lane = laneOf([0, 0, 0, 1]);
    expect(numbers(dequeue(lane, 2))).toEqual([0, 1]);
    expect(numbers(dequeue(lane, 2))).toEqual([3, 2]);
  });

  test("loses nothing, is never too long, and keeps each account's order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 })), fc.integer({ min: 1, max: 9 }), (places, size) => {
        const lane = laneOf(places);
        const taken: Waiting[] = [];
        while (lane.waitingCount > 0) {
          const batch = dequeue(lane, size);
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(size);
          taken.push(...batch);
        }
        expect(lane.waiting.size).toBe(0);
        for (const [place, accountId] of accounts.entries()) {
          const came = places.flatMap((at, number) => (at === place ? [number] : []));
          expect(numbers(taken.filter((one) => one.accountId === accountId))).toEqual(came);
        }
      }),
    );
  });
});
