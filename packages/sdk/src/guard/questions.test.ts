import { expect, test } from "vitest";

import { Questions } from "./questions.ts";

const unread = { problem: "service.unavailable" } as const;

test("what could not be read is refused alone, and what was asked with it is answered", async () => {
  const sent: string[][] = [];
  const questions = new Questions<string, { user: string }>(async (asked) => {
    sent.push(asked);
    return [{ user: "ada" }, unread, null];
  });
  const answers = await Promise.allSettled(["near", "away", "ended"].map((question) => questions.ask(question)));
  expect(sent).toEqual([["near", "away", "ended"]]);
  expect(answers).toMatchObject([
    { status: "fulfilled", value: { user: "ada" } },
    { status: "rejected", reason: { code: "service.unavailable", status: 503, cause: expect.any(Error) } },
    { status: "fulfilled", value: null },
  ]);
});
