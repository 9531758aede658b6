import { expect, test } from "vitest";

import { parseInbox, partsOf } from "./mail.ts";

const mail = (subject: string) => ({ to: "ada@example.com", subject, text: "", sentAt: "2026-11-21T12:00:00.000Z" });

test("the inbox shows the newest mail first, and nothing that is no mail", () => {
  const answer = { items: [mail("first"), { to: 3 }, null, mail("second")] };
  expect(parseInbox(answer).map(({ subject }) => subject)).toEqual(["second", "first"]);
  expect(parseInbox(null)).toEqual([]);
  expect(parseInbox({ items: "x" })).toEqual([]);
});

test("links to this console can be followed, links to elsewhere are text", () => {
  const text = "Open http://127.0.0.1:7700/verify#token=abc now,\nnot https://evil.example/x.";
  expect(partsOf(text, "http://127.0.0.1:7700").map(({ href }) => href)).toEqual([
    null,
    "http://127.0.0.1:7700/verify#token=abc",
    null,
    null,
    null,
  ]);
  expect(
    partsOf(text, "http://127.0.0.1:7700")
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});
