import type { EventName, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type PasswordEvent = Extract<EventName, `password.${string}`>;

/** A sign-in that was refused in an account that knows the address. */
export const signInRefused = (origin: Origin, userId: UserId, reason: string): AuditEvent => ({
  event: "session.refused",
  origin,
  target: { type: "user", id: userId },
  subject: userId,
  outcome: "refused",
  details: { reason },
  personal: {},
});

export const passwordEvent = (
  event: PasswordEvent,
  origin: Origin,
  userId: UserId,
  details: Record<string, string | number> = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "user", id: userId },
  subject: userId,
  outcome: event === "password.change_refused" ? "refused" : "success",
  details,
  personal: {},
});
