import { describe, expect, test } from "vitest";

import { interleave, ratioOf, type Slice } from "./rounds.ts";

const schedule = { rounds: 6, sliceMs: 10, warmUpMs: 1 };

describe("variants that are measured side by side", () => {
  test("are warmed up, take turns, and follow another one each round", async () => {
    const order: string[] = [];
    const work = (name: string) => async (): Promise<Slice> => {
      order.push(name);
      return { operations: 1, seconds: 1 };
    };
    const measured = await interleave(schedule, { a: work("a"), b: work("b"), c: work("c") });
    expect(order.splice(0, 3)).toEqual(["a", "b", "c"]);
    for (const name of ["a", "b", "c"] as const) expect(measured[name]).toHaveLength(schedule.rounds);
    const firsts = order.filter((_, position) => position % 3 === 0);
    expect(new Set(firsts).size).toBe(3);
  });

  test("are compared within rounds, so that a slow minute slows both", async () => {
    const speeds = [1, 10, 100];
    const at = (factor: number): Slice[] => speeds.map((speed) => ({ operations: factor * speed, seconds: 1 }));
    expect(ratioOf(at(3), at(2))).toBe(1.5);
  });

  test("stop the measurement when answers are refusals", async () => {
    const refusing = async (): Promise<Slice> => ({ operations: 100, seconds: 1, failures: { 503: 1 } });
    await expect(interleave(schedule, { refusing })).rejects.toThrow('{"503":1}');
  });
});
