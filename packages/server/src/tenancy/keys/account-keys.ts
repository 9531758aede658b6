import type { AccountId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { KeyCache } from "./key-cache.ts";
import type { KeyDeps, KeyNotice } from "./key-deps.ts";
import { KeysGone, openRing } from "./open-ring.ts";
import type { Place } from "./place.ts";
import type { IndexPurpose } from "./purposes.ts";
import { insertKey, type KeyOwner, readKeys } from "./store.ts";
import { newKeyBytes, wrapKey } from "./unwrapping.ts";

/** An account's unlocked keys. They do not outlive the work they were opened for: never keep them. */
export interface AccountKeys {
  readonly accountId: AccountId;
  /** Encrypts for one place. Strings are taken as UTF-8; a lone surrogate becomes U+FFFD. */
  seal(place: Place, plaintext: Uint8Array | string): Buffer;
  /** @throws DecryptFailure when it was altered, moved to another place, or its key is gone */
  open(place: Place, sealed: Uint8Array): Buffer;
  /** @throws DecryptFailure */
  openText(place: Place, sealed: Uint8Array): string;
  /** HMAC-SHA256 of a normalised value, to store and to keep unique. Equal values have equal indexes. */
  blindIndex(purpose: IndexPurpose, normalised: string): Buffer;
  /** The value's indexes under every key version, primary first: look-ups match any of them during a rotation. */
  blindIndexes(purpose: IndexPurpose, normalised: string): [Buffer, ...Buffer[]];
  /** Whether the value is not under the primary key and today's algorithm: see `reseal`. */
  needsReencryption(sealed: Uint8Array): boolean;
  /** What every value begins with that does not need it. */
  readonly header: Buffer;
}

export const accountOwner = (accountId: AccountId): KeyOwner => ({ table: "account_keys", id: accountId });

/** Makes an account's first key. Does nothing when there is one. @throws Problem(`service.unavailable`) */
export async function createAccountKey(deps: KeyDeps, accountId: AccountId): Promise<void> {
  const owner = accountOwner(accountId);
  const wrapped = await wrapKey(deps, owner, 1, newKeyBytes());
  await insertKey(deps.keystore, owner, { version: 1, state: "primary", wrapped });
}

/**
 * @throws Problem(`account.not_found`) when the account has no keys: an erased account is as if it had never been
 * @throws Problem(`service.unavailable`) when the root key cannot be asked
 * @throws DecryptFailure when a wrapped key was altered
 */
export async function openAccountKeys(deps: KeyDeps, accountId: AccountId): Promise<AccountKeys> {
  try {
    const ring = await openRing(deps, accountOwner(accountId));
    return {
      accountId,
      seal: (place, plaintext) => ring.seal(place, plaintext),
      open: (place, sealed) => ring.open(place, sealed),
      openText: (place, sealed) => ring.openText(place, sealed),
      blindIndex: (purpose, normalised) => ring.blindIndex(purpose, normalised),
      blindIndexes: (purpose, normalised) => ring.blindIndexes(purpose, normalised),
      needsReencryption: (sealed) => ring.needsReencryption(sealed),
      header: ring.header,
    };
  } catch (error) {
    if (error instanceof KeysGone) throw new Problem("account.not_found", { cause: error });
    throw error;
  }
}

/**
 * Applies to this process what another announced of an owner's keys. An owner is an account's id, or the name of a key of
 * the deployment.
 */
export function applyKeyNotice(deps: { readonly keyCache: KeyCache }, owner: string, notice: KeyNotice): void {
  for (const cache of [deps.keyCache.rings, deps.keyCache.signers]) {
    if (notice === "changed") cache.refresh(owner);
    else cache.forget(owner);
  }
}

/**
 * Overwrites an account's unlocked keys when they were destroyed: for a process that was only told that something of the
 * account changed.
 */
export async function forgetIfDestroyed(
  deps: Pick<KeyDeps, "keystore" | "keyCache">,
  accountId: AccountId,
): Promise<void> {
  const rows = await readKeys(deps.keystore, accountOwner(accountId));
  if (rows.length > 0 && rows.every(({ state }) => state === "destroyed")) forgetAccount(deps, accountId);
}

/** Overwrites an account's unlocked keys in this process, at once, even in the hands of a running request. */
export const forgetAccount = (deps: { readonly keyCache: KeyCache }, accountId: AccountId): void =>
  applyKeyNotice(deps, accountId, "destroyed");
