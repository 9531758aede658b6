import type { ClaimId, Control, Evidence } from "../../kernel/control.ts";
import { type Finding, type Reason, reasonNow } from "./finding.ts";

/** How all controls stand, for operators and for what is drawn from it. */
export interface ControlsReport {
  /** Whether every control is. */
  readonly ok: boolean;
  readonly controls: readonly ControlStanding[];
}

export interface ControlStanding {
  readonly name: string;
  readonly title: string;
  readonly claims: readonly ClaimId[];
  readonly ok: boolean;
  readonly reason: Reason | null;
  /** ISO 8601; null before the first time. */
  readonly measuredAt: string | null;
  readonly milliseconds: number | null;
  readonly evidence: Evidence;
}

export interface Found {
  readonly control: Control;
  readonly finding: Finding | null;
}

export function reportOf(all: readonly Found[], now: number): ControlsReport {
  const controls = all.map((found) => standingOf(found, now));
  return { ok: controls.every(({ ok }) => ok), controls };
}

function standingOf({ control, finding }: Found, now: number): ControlStanding {
  const reason = reasonNow(control, finding, now);
  return {
    name: control.name,
    title: control.title,
    claims: control.claims,
    ok: reason === null,
    reason,
    measuredAt: finding === null ? null : new Date(finding.measuredAt).toISOString(),
    milliseconds: finding?.milliseconds ?? null,
    evidence: finding?.evidence ?? {},
  };
}
