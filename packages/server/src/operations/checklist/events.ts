import type { ChecklistItem } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

/** The note is whoever signs' own: erasing them erases it. */
export const itemSigned = (origin: Origin, item: ChecklistItem, until: number, note: string): AuditEvent => ({
  event: "checklist.signed",
  origin,
  target: null,
  outcome: "success",
  details: { item, until: new Date(until).toISOString() },
  personal: { note },
});
