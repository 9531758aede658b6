import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { deleteHash, readHash, upsertHash } from "./store.ts";

/** The user's password hash (a PHC or bcrypt string), or null when there is no password. */
export async function storedHash(scope: AccountScope, userId: UserId): Promise<string | null> {
  const sealed = await readHash(scope, userId);
  return sealed === null ? null : scope.keys.openText(place(userId), sealed);
}

/**
 * Stores a hash, sealed under the account's password key: whoever steals the database has nothing to guess against
 * (NIST SP 800-63B-4 §3.1.1.2, the keyed pass apart from the hashes).
 */
export const storeHash = (scope: AccountScope, userId: UserId, hash: string): Promise<void> =>
  upsertHash(scope, userId, scope.keys.seal(place(userId), hash));

/** From now on nobody signs in with a password as this user, until a new one is set. */
export const removePassword = (scope: AccountScope, userId: UserId): Promise<void> => deleteHash(scope, userId);

const place = (row: UserId) => ({ purpose: "password", table: "passwords", column: "hash_sealed", row }) as const;
