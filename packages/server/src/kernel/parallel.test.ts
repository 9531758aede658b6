import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { inParallel } from "./parallel.ts";

describe("work in parallel", () => {
  test("is done for each item, never for more at a time than the width", async () => {
    const [done, running] = [[] as number[], new Set<number>()];
    let most = 0;
    await inParallel(Array.from({ length: 50 }).keys(), 8, async (item) => {
      running.add(item);
      most = Math.max(most, running.size);
      await sleep(item % 3);
      running.delete(item);
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 50 }).keys()]);
    expect(most).toBe(8);
  });

  test("begins nothing more after a failure, and ends what is under way before it tells", async () => {
    const ended: number[] = [];
    const work = inParallel(Array.from({ length: 50 }).keys(), 4, async (item) => {
      if (item === 1) throw new Error("the second one fails");
      await sleep(5);
      ended.push(item);
    });
    await expect(work).rejects.toThrow("the second one fails");
    expect(ended).toContain(0);
    expect(Math.max(...ended)).toBeLessThan(4);
  });
});
