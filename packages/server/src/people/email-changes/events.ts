import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type EmailChangeEvent = Extract<EventName, `user.email_change${string}`>;

export const emailChangeEvent = (
  event: EmailChangeEvent,
  origin: Origin,
  user: UserId,
  addresses: { before: string; after: string },
): AuditEvent => ({
  event,
  origin,
  target: { type: "user", id: user },
  subject: user,
  outcome: "success",
  details: {},
  personal: addresses,
});
