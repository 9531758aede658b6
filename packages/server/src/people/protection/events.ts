import type { IncidentId, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";
import type { Risk } from "./risk.ts";

/** How a sign-in was judged, and why. The reasons tell of a person's whereabouts, so they are personal. */
export const signInJudged = (origin: Origin, userId: UserId, risk: Risk): AuditEvent => ({
  event: "sign_in.judged",
  origin,
  target: { type: "user", id: userId },
  subject: userId,
  outcome: risk.decision === "block" ? "refused" : "success",
  details: { decision: risk.decision },
  personal: { score: risk.score, reasons: risk.reasons.join(" ") },
});

export const incidentEvent = (
  event: "incident.opened" | "incident.closed",
  origin: Origin,
  incident: { id: IncidentId; userId: UserId },
): AuditEvent => ({
  event,
  origin,
  target: { type: "incident", id: incident.id },
  outcome: "success",
  details: { user: incident.userId },
  personal: {},
});
