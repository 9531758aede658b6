import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type MemberEvent = Extract<EventName, "user.suspended" | "user.resumed" | "user.deleted" | `offboarding.${string}`>;

/** What somebody did to a member. Where it was done from is the acting person's, and is not erased with the member. */
export const memberEvent = (
  event: MemberEvent,
  origin: Origin,
  id: UserId,
  details: Record<string, string | number> = {},
): AuditEvent => ({ event, origin, target: { type: "user", id }, outcome: "success", details, personal: {} });
