import type { EventName, Right } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";

type RoleEvent = Extract<EventName, "role.created" | "role.changed" | "role.deleted">;

export const roleEvent = (
  event: RoleEvent,
  origin: Origin,
  role: { id: string; name: string; rights: readonly Right[]; before?: readonly Right[] },
): AuditEvent => ({
  event,
  origin,
  target: { type: "role", id: role.id },
  outcome: "success",
  details: {
    rights: role.rights.join(" "),
    ...(role.before !== undefined && { before: role.before.join(" ") }),
  },
  personal: { name: role.name },
});
