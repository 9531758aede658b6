import type { OffboardingView } from "@holdfast/contract";
import { expect, test } from "vitest";

import { affectedWords, nextStepWords, stepName, stepsDone } from "./offboarding-words.ts";

const now = Date.parse("2026-11-22T00:00:00Z");
const step = (name: OffboardingView["steps"][number]["step"], done: boolean, affected = 0) => ({
  step: name,
  dueAt: "2026-11-29T00:00:00.000Z",
  doneAt: done ? "2026-11-22T00:00:00.000Z" : null,
  overdue: false,
  affected,
});
const offboarding: OffboardingView = {
  user: "usr_00000000000000000000000001",
  startedBy: "usr_00000000000000000000000002",
  successor: null,
  startedAt: "2026-11-22T00:00:00.000Z",
  state: "running",
  steps: [step("suspend", true), step("sessions", true, 3), step("keys", true, 1), step("transfer", false)],
};

test("an offboarding says how far it is and what comes next", () => {
  expect(stepsDone(offboarding)).toBe(3);
  expect(nextStepWords(offboarding, now)).toBe("Hand over what is theirs: in 7 days");
  expect(nextStepWords({ ...offboarding, steps: [step("suspend", true)] }, now)).toBe("Everything is done");
});

test("a step says what it did, and to how much", () => {
  expect(offboarding.steps.map(affectedWords)).toEqual([null, "3 sessions", "1 key", null]);
  expect(offboarding.steps.map(stepName)).toEqual([
    "Suspended",
    "Sessions ended",
    "API keys deleted",
    "Hand over what is theirs",
  ]);
});
