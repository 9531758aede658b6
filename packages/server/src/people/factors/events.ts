import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type FactorEvent = Extract<EventName, `factor.${string}` | `recovery_codes.${string}` | `recovery.${string}`>;

/** Something about the second factors of a user. */
export const factorEvent = (
  event: FactorEvent,
  origin: Origin,
  userId: UserId,
  details: Readonly<Record<string, string | number>>,
): AuditEvent => ({
  event,
  origin,
  target: { type: "user", id: userId },
  subject: userId,
  outcome: event === "factor.refused" || event === "factor.disabled" ? "refused" : "success",
  details,
  personal: {},
});
