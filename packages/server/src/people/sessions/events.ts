import type { EventName, SessionId, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";
import type { SessionDevice } from "./session.ts";

type SessionEvent = Extract<
  EventName,
  "session.created" | "session.proved" | "session.refreshed" | "session.refresh_reused" | "session.revoked"
>;

export const sessionEvent = (
  event: SessionEvent,
  origin: Origin,
  session: { id: SessionId; userId: UserId },
  facts: { device?: SessionDevice; details?: Record<string, string> } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "session", id: session.id },
  subject: session.userId,
  outcome: event === "session.refresh_reused" ? "refused" : "success",
  details: { user: session.userId, ...facts.details },
  personal: facts.device === undefined ? {} : { ...facts.device },
});

export const allRevoked = (origin: Origin, userId: UserId, count: number, reason: string): AuditEvent => ({
  event: "session.all_revoked",
  origin,
  target: { type: "user", id: userId },
  subject: userId,
  outcome: "success",
  details: { count, reason },
  personal: {},
});
