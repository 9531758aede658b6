import { expect, test } from "vitest";

import { actorWords, eventGroups, eventTitle, factWords } from "./event-words.ts";

test("an event is told in words, and one that this console does not know by its name", () => {
  expect(eventTitle("session.revoked")).toBe("Session ended");
  expect(eventTitle("vault.opened")).toBe("vault.opened");
  expect(eventTitle("toString")).toBe("toString");
});

test("an event of the account's own product is told in the product's words", () => {
  expect(eventTitle("app.ticket.closed")).toBe("Your product: ticket closed");
  expect(eventTitle("app.import.rows_skipped")).toBe("Your product: import rows skipped");
  expect(eventTitle("app.Ticket")).toBe("app.Ticket");
});

test("events are grouped by what they are about, and none is left out", () => {
  const session = eventGroups.find(({ group }) => group === "Session");
  expect(session?.items.map(({ value }) => value)).toContain("session.revoked");
});

test("an actor that is no person is a key, the product, the system, somebody of the operator, or nobody known", () => {
  expect(actorWords({ type: "key", id: "key_1" })).toBe("an API key");
  expect(actorWords({ type: "app", id: "desk" })).toBe("your product (desk)");
  expect(actorWords({ type: "system", id: "sweeper" })).toBe("the system (sweeper)");
  expect(actorWords({ type: "operator", id: "kim" })).toBe("operator kim");
  expect(actorWords({ type: "anonymous", id: null })).toBe("somebody not signed in");
});

test("a fact's name is read as words", () => {
  expect(["count", "passwordMinLength"].map(factWords)).toEqual(["count", "password min length"]);
});
