import type { Stage } from "../harness/stage.ts";

export interface Goal {
  readonly kind: "at least" | "at most";
  readonly value: number;
  readonly unit: string;
}

/** One line of the table. */
export interface Finding {
  readonly job: string;
  readonly ours: string;
  readonly baseline: string;
  /** What the goal speaks of, in its unit. */
  readonly value: number;
  /** Null: reported, and nothing was promised. */
  readonly goal: Goal | null;
  readonly note?: string;
  /** What stands in the way, found by profiling. Told where the goal is missed, and nowhere else. */
  readonly limit?: string;
}

/** A measurement that stands on its own. */
export interface Row {
  readonly name: string;
  measure(stage: Stage): Promise<Finding[]>;
}

export const atLeast = (value: number, unit = "×"): Goal => ({ kind: "at least", value, unit });
export const atMost = (value: number, unit: string): Goal => ({ kind: "at most", value, unit });

export const isMet = ({ value, goal }: Finding): boolean | null =>
  goal === null ? null : goal.kind === "at least" ? value >= goal.value : value <= goal.value;
