import type { EventName, InvitationId } from "@holdfast/contract";

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
