import type { ReviewItemView } from "@holdfast/contract";
import { expect, test } from "vitest";

import { countOpen, countWords, holdersOf, itemWords } from "./review-words.ts";

const mira = "usr_00000000000000000000000001";
const noor = "usr_00000000000000000000000002";

const item = (over: Partial<ReviewItemView>): ReviewItemView => ({
  item: 1,
  kind: "member",
  subject: mira,
  user: mira,
  role: "developer",
  roleName: "Developer",
  name: "Mira Ito",
  since: "2026-11-01T00:00:00.000Z",
  lastUsedAt: null,
  outcome: null,
  decidedBy: null,
  decidedAt: null,
  ...over,
});
const invitation = item({ item: 2, kind: "invitation", user: null, name: null, role: "monitor", roleName: "Monitor" });
const session = item({ item: 3, kind: "session", role: null, roleName: null });

test("what one person has stands together, and what is nobody's own comes last", () => {
  const gone = item({ item: 4, user: noor, name: null });
  expect(holdersOf([invitation, item({}), gone, session]).map(({ name, items }) => [name, items.length])).toEqual([
    ["Mira Ito", 2],
    ["Somebody who is gone", 1],
    ["Nobody's own", 1],
  ]);
});

const ownRole = item({
  kind: "role",
  subject: "rol_00000000000000000000000001",
  role: "rol_00000000000000000000000001",
});

test("an item is called what it is, by the names of things", () => {
  expect(itemWords(item({}), null)).toBe("Membership as Developer");
  expect(itemWords(invitation, "lena@tidewater.example")).toBe("Invitation of lena@tidewater.example as Monitor");
  expect(itemWords(session, "Firefox 145 on Linux")).toBe("Session with Firefox 145 on Linux");
  expect(itemWords(item({ kind: "key", role: null, roleName: null }), "Deploy script")).toBe("API key Deploy script");
  expect(itemWords({ ...ownRole, roleName: "Auditor" }, null)).toBe("Role Auditor");
});

test("what has no name any more is never called by its id", () => {
  const gone = [item({ roleName: null }), { ...invitation, roleName: null }, session, { ...ownRole, roleName: null }];
  expect(gone.map((one) => itemWords(one, null))).toEqual([
    "Membership as a role that is gone",
    "Invitation as a role that is gone",
    "Session",
    "A role that is gone",
  ]);
});

test("what is the reader's own does not wait for the reader", () => {
  const items = [item({}), item({ outcome: "kept" }), item({ user: noor }), invitation];
  expect(countOpen(items, noor)).toBe(2);
});

test("what came of a review is said without noughts that say nothing", () => {
  expect(countWords({ items: 1, kept: 1, removed: 0, gone: 0, open: 0 })).toBe("1 item, 1 kept, 0 removed");
  expect(countWords({ items: 5, kept: 1, removed: 1, gone: 1, open: 2 })).toBe(
    "5 items, 1 kept, 1 removed, 1 gone by themselves, 2 not decided",
  );
});

test("what sends the account's events is called by where it leads", () => {
  const webhook = item({ kind: "webhook", user: null, name: null, role: null, roleName: null });
  expect(itemWords(webhook, "https://hooks.example.com/x")).toBe("Webhook to https://hooks.example.com/x");
  expect(itemWords({ ...webhook, kind: "audit_stream" }, null)).toBe("Audit stream");
});
