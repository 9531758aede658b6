import type { AuditStreamId, EventName } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type StreamEvent = Extract<EventName, `audit_stream.${string}`>;

export const streamEvent = (
  event: StreamEvent,
  origin: Origin,
  id: AuditStreamId,
  facts: { details?: Record<string, string | number | boolean>; host?: string } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "audit_stream", id },
  outcome: "success",
  details: facts.details ?? {},
  personal: facts.host === undefined ? {} : { host: facts.host },
});
