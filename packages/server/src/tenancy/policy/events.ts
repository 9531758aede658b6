import { differences, type PolicySettings, type SettingName } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../audit/index.ts";

/** What changed, setting by setting; a reason is prose that somebody typed, so it is personal until proven otherwise. */
export function policyChanged(
  origin: Origin,
  change: {
    now: PolicySettings;
    next: PolicySettings;
    version: number;
    looser: readonly SettingName[];
    reason: string | undefined;
  },
): AuditEvent {
  const changes = Object.fromEntries(
    differences(change.now, change.next).map((name) => [name, `${change.now[name]} → ${change.next[name]}`]),
  );
  return {
    event: "policy.changed",
    origin,
    target: { type: "policy", id: String(change.version) },
    outcome: "success",
    details: { ...changes, loosened: change.looser.join(",") },
    personal: change.reason === undefined ? {} : { reason: change.reason },
  };
}
