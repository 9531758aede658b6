import type { OffboardingView, PolicySettings, UserId } from "@holdfast/contract";

import { days, hours, minutes } from "../../kernel/clock.ts";

/** The steps in their order. The first three are one transaction, the others follow when they are due. */
export const stepNames = ["suspend", "sessions", "keys", "transfer", "delete"] as const;
export type StepName = (typeof stepNames)[number];

/** Times are milliseconds since the epoch. */
export interface StepRow {
  readonly step: StepName;
  readonly dueAt: number;
  readonly doneAt: number | null;
  readonly affected: number;
}

export interface OffboardingRow {
  readonly userId: UserId;
  readonly startedBy: UserId;
  readonly successor: UserId | null;
  readonly startedAt: number;
  readonly cancelledAt: number | null;
}

export interface Offboarding extends OffboardingRow {
  /** In their order. */
  readonly steps: readonly StepRow[];
}

/** By when each step has to be done (C-165 … C-169, row D-30). What is theirs is handed over before it is deleted. */
export function deadlines(policy: PolicySettings, now: number): Record<StepName, number> {
  const transfer = now + days(policy.offboardingTransferDays);
  return {
    suspend: now,
    sessions: now + minutes(policy.offboardingSessionsMinutes),
    keys: now + hours(policy.offboardingKeysHours),
    transfer,
    delete: Math.max(transfer, now + days(policy.offboardingDeleteDays)),
  };
}

export function stateOf({ cancelledAt, steps }: Pick<Offboarding, "cancelledAt" | "steps">): OffboardingView["state"] {
  if (cancelledAt !== null) return "cancelled";
  return steps.every(({ doneAt }) => doneAt !== null) ? "completed" : "running";
}

export function offboardingView(offboarding: Offboarding, now: number): OffboardingView {
  const state = stateOf(offboarding);
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    user: offboarding.userId,
    startedBy: offboarding.startedBy,
    successor: offboarding.successor,
    startedAt: time(offboarding.startedAt),
    state,
    steps: offboarding.steps.map(({ step, dueAt, doneAt, affected }) => ({
      step,
      dueAt: time(dueAt),
      doneAt: doneAt === null ? null : time(doneAt),
      overdue: state === "running" && doneAt === null && dueAt < now,
      affected,
    })),
  };
}
