import type { AuditEvent, Origin } from "../audit/index.ts";

export const keyRotated = (origin: Origin, change: { from: number; to: number }): AuditEvent => ({
  event: "key.rotated",
  origin,
  target: { type: "key", id: String(change.to) },
  outcome: "success",
  details: { from: change.from, to: change.to },
  personal: {},
});

export const keyRetired = (origin: Origin, version: number): AuditEvent => ({
  event: "key.retired",
  origin,
  target: { type: "key", id: String(version) },
  outcome: "success",
  details: {},
  personal: {},
});
