import type { Audit, EventOf } from "@holdfast/sdk/audit";

/**
 * What the desk writes into its customers' audit logs, beside Holdfast's own events. Details stand there for ever, so
 * they say nothing of who a person is; what somebody's customer wrote is the desk's and in no log.
 */
export const deskEvents = {
  "ticket.opened": { target: "ticket", details: { urgent: "boolean" } },
  "ticket.answered": { target: "ticket", details: { kind: "string" } },
  "ticket.moved": { target: "ticket", details: { state: "string" } },
  "ticket.deleted": { target: "ticket" },
} as const;

export type DeskEvent = EventOf<typeof deskEvents>;
export type DeskAudit = Pick<Audit<typeof deskEvents>, "record">;
