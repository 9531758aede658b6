import type { EventName, ReviewId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type ReviewEvent = Extract<EventName, `review.${string}`>;

/** Ids and counts. What a removal does has an event of its own, of whoever's thing it is. */
export const reviewEvent = (
  event: ReviewEvent,
  origin: Origin,
  id: ReviewId,
  details: Record<string, string | number>,
): AuditEvent => ({ event, origin, target: { type: "review", id }, outcome: "success", details, personal: {} });
