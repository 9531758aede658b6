import type { AccountId, Placement, PresetName } from "@holdfast/contract";

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

const stateChanged = (
  event: "account.sealed" | "account.unsealed",
  origin: Origin,
  accountId: AccountId,
): AuditEvent => ({
  event,
  origin,
  target: { type: "account", id: accountId },
  outcome: "success",
  details: {},
  personal: {},
});

export const accountSealed = (origin: Origin, accountId: AccountId): AuditEvent =>
  stateChanged("account.sealed", origin, accountId);

export const accountUnsealed = (origin: Origin, accountId: AccountId): AuditEvent =>
  stateChanged("account.unsealed", origin, accountId);
