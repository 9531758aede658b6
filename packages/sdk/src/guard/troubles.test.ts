import { beforeEach, expect, test } from "vitest";

import { type Trouble, Troubles } from "./troubles.ts";

let told: Trouble["what"][];
let troubles: Troubles;
let now: number;
beforeEach(() => {
  now = 0;
  told = [];
  troubles = new Troubles(
    ({ what }) => told.push(what),
    () => now,
  );
});

const asked = async (answer: Promise<string>): Promise<unknown> =>
  troubles.watch(answer, (text) => (text === "in part" ? new Error("a part is missing") : null)).catch(() => null);

test("a question that fails, or is answered in part, is told once until it is over", async () => {
  for (const answer of [Promise.reject(new Error("cut")), Promise.resolve("in part"), Promise.reject(new Error("cut"))])
    await asked(answer);
  expect(told).toEqual(["question_failed"]);
  await asked(Promise.resolve("whole"));
  now += 10_000;
  await asked(Promise.resolve("in part"));
  expect(told).toEqual(["question_failed", "question_failed"]);
});

test("a trouble that comes and goes fills no log, and one that stays is told in the end", async () => {
  for (let n = 0; n < 1000; n += 1) {
    troubles.begin({ what: "question_failed", error: null });
    troubles.end("question_failed");
  }
  await Promise.resolve();
  expect(told).toHaveLength(1);
  now += 9999;
  troubles.begin({ what: "question_failed", error: null });
  troubles.begin({ what: "stream_failed", error: null });
  now += 1;
  troubles.begin({ what: "question_failed", error: null });
  await Promise.resolve();
  expect(told).toEqual(["question_failed", "stream_failed", "question_failed"]);
});
