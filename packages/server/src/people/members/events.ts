import type { EventName, InvitationId, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type InvitationEvent = Extract<EventName, `invitation.${string}`>;

/**
 * Something about an invitation. Whom it invites is not told: they are no user whose erasure would erase it. Once they
 * are, `user.created` names the invitation.
 */
export const invitationEvent = (
  event: InvitationEvent,
  origin: Origin,
  id: InvitationId,
  details: Record<string, string>,
): AuditEvent => ({
  event,
  origin,
  target: { type: "invitation", id },
  outcome: event === "invitation.refused" ? "refused" : "success",
  details,
  personal: {},
});

type MemberEvent = Extract<EventName, "user.suspended" | "user.resumed" | "user.deleted">;

/** What somebody did to a member. Where it was done from is the acting person's, and is not erased with the member. */
export const memberEvent = (
  event: MemberEvent,
  origin: Origin,
  id: UserId,
  details: Record<string, string | number> = {},
): AuditEvent => ({ event, origin, target: { type: "user", id }, outcome: "success", details, personal: {} });
