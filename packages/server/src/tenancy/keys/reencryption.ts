import type { AccountKeys } from "./account-keys.ts";
import type { Place } from "./place.ts";
import type { IndexPurpose, SealPurpose } from "./purposes.ts";

/** A column that holds ciphertext, declared by the module whose table it is. Sweeping after a rotation runs from it. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly purpose: SealPurpose;
  /** Column whose value is the `row` of the place. */
  readonly rowKey: string;
  /** A blind index of the same value: it changes with the key, in the same update. */
  readonly index?: {
    readonly column: string;
    readonly purpose: IndexPurpose;
    normalise(text: string): string;
  };
}

/**
 * The value sealed anew under the primary key and today's algorithm; null when it is so already. To be written only
 * where the old bytes still stand, so that a sweep never undoes a change.
 * @throws DecryptFailure, which a sweep records and steps over
 */
export function reseal(keys: AccountKeys, place: Place, sealed: Uint8Array): Buffer | null {
  if (!keys.needsReencryption(sealed)) return null;
  const plaintext = keys.open(place, sealed);
  const resealed = keys.seal(place, plaintext);
  plaintext.fill(0);
  return resealed;
}
