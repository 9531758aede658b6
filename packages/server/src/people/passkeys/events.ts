import type { EventName, PasskeyId, UserId } from "@holdfast/contract";

import type { AuditEvent, Origin } from "../../tenancy/audit/index.ts";
import type { Passkey } from "./passkey.ts";

type PasskeyEvent = Extract<EventName, `passkey.${string}`>;

export const passkeyEvent = (
  event: PasskeyEvent,
  origin: Origin,
  passkey: { readonly id: PasskeyId; readonly userId: UserId },
  facts: {
    readonly details?: Readonly<Record<string, string | number | boolean>>;
    readonly personal?: Readonly<Record<string, string>>;
  } = {},
): AuditEvent => ({
  event,
  origin,
  target: { type: "passkey", id: passkey.id },
  subject: passkey.userId,
  outcome: event === "passkey.cloned" ? "refused" : "success",
  details: { user: passkey.userId, ...facts.details },
  personal: facts.personal ?? {},
});

/** What the log says of a new passkey for ever: what it can do, not whose device it is. */
export const abilitiesOf = ({ backupEligible, backedUp, verifiesUser }: Passkey) => ({
  syncable: backupEligible,
  synced: backedUp,
  verifiesUser,
});
