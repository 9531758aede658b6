import type { AccountId, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "./event.ts";

export const logExported = (origin: Origin, accountId: AccountId): AuditEvent => ({
  event: "audit.exported",
  origin,
  target: { type: "log", id: accountId },
  outcome: "success",
  details: {},
  personal: {},
});

export const personErased = (origin: Origin, user: UserId, openings: number): AuditEvent => ({
  event: "user.erased",
  origin,
  target: { type: "user", id: user },
  outcome: "success",
  details: { openings },
  personal: {},
});

export const logPruned = (origin: Origin, accountId: AccountId, range: { from: number; to: number }): AuditEvent => ({
  event: "audit.pruned",
  origin,
  target: { type: "log", id: accountId },
  outcome: "success",
  details: range,
  personal: {},
});
