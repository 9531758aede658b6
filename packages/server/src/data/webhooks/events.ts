import type { EventName, WebhookId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type WebhookEvent = Extract<EventName, `webhook.${string}`>;

/** The host is personal: it names who a customer works with. The rest of the address is often a secret, and stays out. */
export const webhookEvent = (
  event: WebhookEvent,
  origin: Origin,
  id: WebhookId,
  facts: { details?: Record<string, string | number | boolean>; url?: string } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "webhook", id },
  outcome: "success",
  details: facts.details ?? {},
  personal: facts.url === undefined ? {} : { host: new URL(facts.url).host },
});
