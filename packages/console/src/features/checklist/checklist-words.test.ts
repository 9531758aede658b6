import type { ChecklistItemView } from "@holdfast/contract";
import { expect, test } from "vitest";

import { foundWords, mendOf, nextOf } from "./checklist-words.ts";

const item = (change: Partial<ChecklistItemView>): ChecklistItemView => ({
  item: "account.billing",
  title: "Verify billing activity",
  cadence: "monthly",
  of: "account",
  check: "signed",
  state: "open",
  found: null,
  signature: null,
  ...change,
});

test("what wants doing comes in the order of its urgency", () => {
  const met = item({ state: "met" });
  const open = item({ item: "account.roles" });
  const lapsed = item({ item: "account.audit", state: "lapsed" });
  const measured = item({ item: "own.factor", check: "measured", found: { good: 0, all: 1 } });
  expect(nextOf([met, open, lapsed, measured]).map(({ item }) => item)).toEqual([
    "own.factor",
    "account.audit",
    "account.roles",
  ]);
});

test("what was found is said where yes and no are not enough", () => {
  expect(foundWords(item({ found: { good: 2, all: 3 } }))).toBe("2 of 3");
  expect(foundWords(item({ found: { good: 0, all: 0 }, state: "met" }))).toBe("nothing to look at");
  expect(foundWords(item({ found: { good: 0, all: 1 } }))).toBeNull();
  expect(foundWords(item({ found: { good: 1, all: 1 }, state: "met" }))).toBe("seen just now");
  expect(foundWords(item({}))).toBeNull();
});

test("the steps of a quick set-up lead where each is done: factor, recovery codes, sessions, keys [C-342]", () => {
  const steps = ["own.factor", "own.recovery_codes", "own.sessions", "account.keys"] as const;
  expect(steps.map((step) => mendOf(step)?.to)).toEqual([
    "/profile/sign-in-methods",
    "/profile/sign-in-methods",
    "/sessions",
    "/account-keys",
  ]);
});
