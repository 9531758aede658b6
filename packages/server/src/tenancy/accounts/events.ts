import type { Placement, PresetName } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../audit/index.ts";
import type { Home } from "../directory/index.ts";

export const accountCreated = (origin: Origin, home: Home, preset: PresetName, name: string): AuditEvent => ({
  event: "account.created",
  origin,
  target: { type: "account", id: home.accountId },
  outcome: "success",
  details: { region: home.region, placement: home.placement satisfies Placement, preset },
  personal: { name },
});

export const accountRenamed = (origin: Origin, accountId: string, before: string, after: string): AuditEvent => ({
  event: "account.renamed",
  origin,
  target: { type: "account", id: accountId },
  outcome: "success",
  details: {},
  personal: { before, after },
});
