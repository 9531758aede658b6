import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type NoticeEvent = Extract<EventName, "notices.chosen" | "mail.bounced" | `notification_address.${string}`>;

/** Something about what a user hears of, and where. */
export const noticeEvent = (
  event: NoticeEvent,
  origin: Origin,
  user: UserId,
  details: Record<string, string | number> = {},
  personal: Record<string, string> = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "user", id: user },
  subject: user,
  outcome: "success",
  details,
  personal,
});

export const mailRequeued = (origin: Origin, id: string): AuditEvent => ({
  event: "mail.requeued",
  origin,
  target: { type: "mail", id },
  outcome: "success",
  details: {},
  personal: {},
});
