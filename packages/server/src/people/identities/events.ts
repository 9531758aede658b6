import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type IdentityEvent = Extract<EventName, `identity.${string}`>;

export const identityEvent = (
  event: IdentityEvent,
  origin: Origin,
  userId: UserId,
  personal: Readonly<Record<string, string>>,
): AuditEvent => ({
  event,
  origin,
  target: { type: "user", id: userId },
  subject: userId,
  outcome: "success",
  details: { provider: "google" },
  personal,
});
