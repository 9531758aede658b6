import type { Control, Evidence } from "../../kernel/control.ts";
import { errorCodeOf } from "../../kernel/error-code.ts";

/**
 * Why a control is not ok. `refuted`: the probe saw the promise broken. `threw`, `timed_out`: the probe could not tell.
 * `not_measured`: it has not run yet. `overdue`: what it saw is too old to go by.
 */
export type Reason = "refuted" | "threw" | "timed_out" | "not_measured" | "overdue";

/** What one run of a probe came to. */
export interface Outcome {
  /** Null when the promise was kept. */
  readonly reason: Extract<Reason, "refuted" | "threw" | "timed_out"> | null;
  readonly evidence: Evidence;
  /** For the operators' log alone. */
  readonly error: unknown;
}

export interface Finding extends Outcome {
  readonly measuredAt: number;
  readonly milliseconds: number;
}

export const timedOut: Outcome = { reason: "timed_out", evidence: {}, error: null };

/** Runs a probe. Never throws: what could not be measured is as bad as what was measured to be broken. */
export async function tryProbe(control: Control): Promise<Outcome> {
  try {
    const { ok, evidence } = await control.probe();
    return { reason: ok ? null : "refuted", evidence, error: null };
  } catch (error) {
    return { reason: "threw", evidence: { error: codeOf(error) }, error };
  }
}

/** A code or a class, never a message: drivers quote values in theirs. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = errorCodeOf(error);
  return code === null || code === "other" ? error.name : code;
}

/**
 * How a control stands now. A finding serves until the next but one is due: after that the process was frozen, or its
 * timers do not run, and nobody knows.
 */
export function reasonNow(control: Control, finding: Finding | null, now: number): Reason | null {
  if (finding === null) return "not_measured";
  if (finding.reason !== null) return finding.reason;
  return now - finding.measuredAt > 2 * control.everyMs + control.timeoutMs ? "overdue" : null;
}
