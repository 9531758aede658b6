import { expect, test } from "vitest";

import { monotonic } from "./clock.ts";
import { sleepUntil } from "./sleep-until.ts";

test("a sleep never ends before its time, however long its turn of the event loop has lasted", async () => {
  const began = monotonic();
  while (monotonic() < began + 30);
  const time = monotonic() + 20.4;
  await sleepUntil(time);
  expect(monotonic()).toBeGreaterThanOrEqual(time);
});

test("a time that has passed is not waited for", async () => {
  const nextTurn = new Promise((resolve) => setImmediate(resolve, "waits"));
  expect(await Promise.race([sleepUntil(monotonic() - 1).then(() => "over"), nextTurn])).toBe("over");
});
