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

test("an actor is a person by name, by id where the name is not known, the system, or nobody known", () => {
  const nameOf = (id: string) => (id === "usr_1" ? "Ada" : null);
  expect(actorWords({ type: "user", id: "usr_1" }, nameOf)).toBe("Ada");
  expect(actorWords({ type: "user", id: "usr_2" }, nameOf)).toBe("usr_2");
  expect(actorWords({ type: "system", id: "sweeper" }, nameOf)).toBe("system sweeper");
  expect(actorWords({ type: "anonymous", id: null }, nameOf)).toBe("somebody not signed in");
});

test("a fact's name is read as words", () => {
  expect(["count", "passwordMinLength"].map(factWords)).toEqual(["count", "password min length"]);
});
