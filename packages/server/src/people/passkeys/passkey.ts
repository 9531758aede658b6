import type { PasskeyId, PasskeyView, UserId } from "@holdfast/contract";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

/** How many passkeys a user may have. */
export const mostPasskeys = 20;

/** A passkey as it stands in its row. Times are milliseconds since the epoch. */
export interface Passkey {
  readonly id: PasskeyId;
  readonly userId: UserId;
  readonly credentialId: string;
  readonly publicKey: string;
  readonly signCount: number;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /**
   * Whether it verified its user when somebody vouched for them (uvInitialized): at registration, or after a password.
   * Until then its UV flag is one that a thief of the device may have set up.
   */
  readonly verifiesUser: boolean;
  readonly transports: readonly string[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly clonedAt: number | null;
}

/** Whether it can still prove anything. */
export const isUsable = ({ clonedAt }: Pick<Passkey, "clonedAt">): boolean => clonedAt === null;

const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const UsedOn = Type.Object({ kind: Type.String(), browser: TextOrNull, system: TextOrNull });
/** Where a passkey was used last. Sealed in its row. */
export type UsedOn = Static<typeof UsedOn>;

const usedOnShape = Compile(UsedOn);

/** @throws when the JSON of a row is not what `provePasskey` writes. */
export const parseUsedOn = (json: string): UsedOn => usedOnShape.Parse(JSON.parse(json));

/** What a passkey is called that was given no name. */
export function nameAfter({ browser, system }: UsedOn): string {
  if (browser === null) return "Passkey";
  return system === null ? browser : `${browser}, ${system}`;
}

const timeOrNull = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

export const passkeyView = (passkey: Passkey, name: string, usedOn: UsedOn | null): PasskeyView => ({
  id: passkey.id,
  credentialId: passkey.credentialId,
  name,
  createdAt: new Date(passkey.createdAt).toISOString(),
  lastUsedAt: timeOrNull(passkey.lastUsedAt),
  lastUsedFrom: usedOn,
  syncable: passkey.backupEligible,
  synced: passkey.backedUp,
  verifiesUser: passkey.verifiesUser,
  transports: [...passkey.transports],
  copied: !isUsable(passkey),
});
