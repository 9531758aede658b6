import { describe, expect, test } from "vitest";

import { choiceOf, isChosen, isEventPattern } from "./webhook-events.ts";

const chosen = (patterns: readonly string[], ...events: string[]): string[] =>
  events.filter((event) => isChosen(choiceOf(patterns), event));

describe("the events of a webhook", () => {
  test("are chosen by name, by noun, or all at once", () => {
    const events = ["user.created", "user.deleted", "session.created"];
    expect(chosen(["user.created"], ...events)).toEqual(["user.created"]);
    expect(chosen(["user.*"], ...events)).toEqual(["user.created", "user.deleted"]);
    expect(chosen(["*"], ...events)).toEqual(events);
    expect(chosen(["user.deleted", "session.*"], ...events)).toEqual(["user.deleted", "session.created"]);
  });

  test("of a product are chosen like ours, and before there are any", () => {
    expect(["app.*", "app.ticket.*", "app.ticket.opened"].filter(isEventPattern)).toHaveLength(3);
    expect(chosen(["app.ticket.*"], "app.ticket.opened", "app.ticketing.opened")).toEqual(["app.ticket.opened"]);
  });

  test("do not begin with a piece of a noun", () => {
    expect(chosen(["recovery.*"], "recovery.started", "recovery_codes.used")).toEqual(["recovery.started"]);
  });

  test("are not those that sending itself brings about", () => {
    expect(chosen(["*", "key.*", "key.unwrapped"], "key.unwrapped", "key.rotated")).toEqual(["key.rotated"]);
    expect(isEventPattern("key.unwrapped")).toBe(false);
  });

  test("exist: a slip of the pen chooses nothing, and is told", () => {
    expect(["usr.*", "user.creatd", "user", "user*", "", "*.*", ".*"].filter(isEventPattern)).toEqual([]);
  });
});
