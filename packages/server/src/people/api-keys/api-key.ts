import {
  type ApiKeyId,
  hasRight,
  isRight,
  keyRights,
  type KeyRight,
  type KeyView,
  type RightSet,
  rightSet,
  type UserId,
} from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { findRights } from "../roles/index.ts";

/** A key as it stands in its row. Times are milliseconds since the epoch. */
export interface ApiKey {
  readonly id: ApiKeyId;
  readonly userId: UserId;
  readonly nameSealed: Buffer;
  readonly scopes: readonly string[];
  readonly addressesSealed: Buffer | null;
  readonly requestsPerMinute: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly replacedBy: ApiKeyId | null;
  readonly lastUsedAt: number | null;
  readonly lastAddressSealed: Buffer | null;
  readonly uses: number;
}

/** A key with what its creator is at present. `rights` of a role of the account's own, null of a built-in one. */
export interface HeldKey extends ApiKey {
  readonly role: string;
  readonly rights: readonly string[] | null;
  readonly suspended: boolean;
}

export const mostKeysPerUser = 50;
/** With those that were rotated and work on for a while: else each rotation would leave another. */
export const mostWithReplaced = 100;

/** What a key may do: what it is scoped to, and its creator may do at present. */
export const effectiveRights = (key: Pick<HeldKey, "scopes" | "role" | "rights">): RightSet =>
  rightSet(key.scopes.filter(isRight)) & findRights(key.role, key.rights);

const isKeyRight = (raw: string): raw is KeyRight => keyRights.some((right) => right === raw);

function stateOf(key: Pick<HeldKey, "expiresAt" | "replacedBy" | "suspended">, now: number): KeyView["state"] {
  if (now >= key.expiresAt) return "expired";
  if (key.suspended) return "idle";
  return key.replacedBy === null ? "live" : "replaced";
}

type SealedColumn = "name_sealed" | "addresses_sealed" | "last_address_sealed";

export const place = (row: ApiKeyId, column: SealedColumn) =>
  ({ purpose: "api_key", table: "api_keys", column, row }) as const;

export const nameOf = ({ keys }: Pick<AccountScope, "keys">, { id, nameSealed }: Pick<ApiKey, "id" | "nameSealed">) =>
  keys.openText(place(id, "name_sealed"), nameSealed);

export const sealAddresses = (
  { keys }: Pick<AccountScope, "keys">,
  id: ApiKeyId,
  addresses: readonly string[] | null,
): Buffer | null => (addresses === null ? null : keys.seal(place(id, "addresses_sealed"), addresses.join(" ")));

export function addressesOf(
  { keys }: Pick<AccountScope, "keys">,
  { id, addressesSealed }: Pick<ApiKey, "id" | "addressesSealed">,
): string[] | null {
  return addressesSealed === null ? null : keys.openText(place(id, "addresses_sealed"), addressesSealed).split(" ");
}

export function keyView(scope: AccountScope, key: HeldKey, now: number): KeyView {
  const time = (ms: number): string => new Date(ms).toISOString();
  const scopes = key.scopes.filter(isKeyRight);
  const effective = effectiveRights(key);
  const { lastAddressSealed } = key;
  return {
    id: key.id,
    user: key.userId,
    name: nameOf(scope, key),
    scopes,
    effective: scopes.filter((right) => hasRight(effective, right)),
    state: stateOf(key, now),
    allowedAddresses: addressesOf(scope, key),
    requestsPerMinute: key.requestsPerMinute,
    createdAt: time(key.createdAt),
    expiresAt: time(key.expiresAt),
    replacedBy: key.replacedBy,
    lastUsedAt: key.lastUsedAt === null ? null : time(key.lastUsedAt),
    lastAddress:
      lastAddressSealed === null ? null : scope.keys.openText(place(key.id, "last_address_sealed"), lastAddressSealed),
    uses: key.uses,
  };
}
