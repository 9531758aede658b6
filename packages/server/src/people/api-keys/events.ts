import type { ApiKeyId, EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type KeyEvent = Extract<EventName, `api_key.${string}`>;

/** Something about a key. Its name and its addresses are its creator's. */
export const keyEvent = (
  event: KeyEvent,
  origin: Origin,
  key: { id: ApiKeyId; userId: UserId },
  facts: { details?: AuditEvent["details"]; personal?: AuditEvent["personal"] } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "api_key", id: key.id },
  subject: key.userId,
  outcome: event === "api_key.address_refused" ? "refused" : "success",
  details: { user: key.userId, ...facts.details },
  personal: { ...facts.personal },
});
