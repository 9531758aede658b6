import type { AccountId, EventName, SupportGrantId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type SupportEvent = Exclude<Extract<EventName, `support.${string}`>, "support.glass_broken">;

export const supportEvent = (
  event: SupportEvent,
  origin: Origin,
  id: SupportGrantId,
  facts: { details?: Record<string, string | number>; personal?: Record<string, string> } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "support_grant", id },
  outcome: "success",
  details: facts.details ?? {},
  personal: facts.personal ?? {},
});

/** The reason is free text, so it is sealed; that there was one, and who gave it, is public and for ever. */
export const glassBroken = (origin: Origin, accountId: AccountId, reason: string): AuditEvent => ({
  event: "support.glass_broken",
  origin,
  target: { type: "account", id: accountId },
  outcome: "success",
  details: {},
  personal: { reason },
});
