import type { OffboardingView } from "@holdfast/contract";

import { sayWhen } from "../../design/time-text.ts";

type Step = OffboardingView["steps"][number];

const names: Readonly<Record<Step["step"], string>> = {
  suspend: "Suspended",
  sessions: "Sessions ended",
  keys: "API keys deleted",
  transfer: "Handed over",
  delete: "Deleted",
};

const plans: Readonly<Record<Step["step"], string>> = {
  suspend: "Suspend",
  sessions: "End every session",
  keys: "Delete the API keys",
  transfer: "Hand over what is theirs",
  delete: "Delete and erase",
};

export const stepName = ({ step, doneAt }: Pick<Step, "step" | "doneAt">): string =>
  doneAt === null ? plans[step] : names[step];

export const stepsDone = ({ steps }: OffboardingView): number => steps.filter(({ doneAt }) => doneAt !== null).length;

/** What a step has done to how much: "3 sessions". Nothing where there is nothing to count. */
export function affectedWords({ step, affected, doneAt }: Step): string | null {
  if (doneAt === null || step === "suspend") return null;
  const noun = { sessions: "session", keys: "key", transfer: "thing", delete: "row" }[step];
  return `${affected} ${affected === 1 ? noun : `${noun}s`}`;
}

export function nextStepWords({ steps }: OffboardingView, now = Date.now()): string {
  const next = steps.find(({ doneAt }) => doneAt === null);
  return next === undefined ? "Everything is done" : `${plans[next.step]}: ${sayWhen(next.dueAt, now)}`;
}
