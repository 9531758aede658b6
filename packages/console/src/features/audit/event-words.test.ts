import { expect, test } from "vitest";

import { actorWords, eventGroups, eventTitle, factWords } from "./event-words.ts";

test("an event is told in words, and one that this console does not know by its name", () => {
  expect(eventTitle("session.revoked")).toBe("Session ended");
  expect(eventTitle("vault.opened")).toBe("vault.opened");
  expect(eventTitle("toString")).toBe("toString");
});

test("events are grouped by what they are about, and none is left out", () => {
  const session = eventGroups.find(({ group }) => group === "Session");
  expect(session?.items.map(({ value }) => value)).toContain("session.revoked");
});

test("an actor is oneself, a person, the system, or nobody known", () => {
  expect(actorWords({ type: "user", id: "usr_1" }, "usr_1")).toBe("you");
  expect(actorWords({ type: "user", id: "usr_2" }, "usr_1")).toBe("usr_2");
  expect(actorWords({ type: "system", id: "sweeper" }, "usr_1")).toBe("system sweeper");
  expect(actorWords({ type: "anonymous", id: null }, null)).toBe("somebody not signed in");
});

test("a fact's name is read as words", () => {
  expect(["count", "passwordMinLength"].map(factWords)).toEqual(["count", "password min length"]);
});
