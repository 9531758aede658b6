import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type UserEvent = Extract<
  EventName,
  "user.created" | "user.imported" | "user.profile_changed" | "user.email_verified" | "user.role_changed"
>;

/** Something about a user. `personal` belongs to that user: erasing the user erases it. */
export const userEvent = (
  event: UserEvent,
  origin: Origin,
  user: UserId,
  facts: { details?: Record<string, string>; personal?: Record<string, string> } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "user", id: user },
  subject: user,
  outcome: "success",
  details: facts.details ?? {},
  personal: facts.personal ?? {},
});
