import { describe, expect, test } from "vitest";

import { filterOf, parseSearch } from "./filter.ts";

describe("the filter in an address", () => {
  test("keeps what is a filter and drops everything else", () => {
    expect(
      parseSearch({ event: "session.revoked", outcome: "refused", actor: "usr_1", from: "2026-11-21", page: 3, to: 7 }),
    ).toEqual({ event: "session.revoked", outcome: "refused", actor: "usr_1", from: "2026-11-21" });
    expect(
      parseSearch({ event: "", outcome: "maybe", actor: "x".repeat(65), from: "yesterday", to: "2026-13-01" }),
    ).toEqual({});
  });
});

test("a day begins and ends at the reader's own midnight", () => {
  const { since, until, event } = filterOf({ event: "session.created", from: "2026-11-21", to: "2026-11-21" });
  expect(event).toBe("session.created");
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(86_400_000 - 1);
  expect(new Date(since ?? "").getHours()).toBe(0);
});
