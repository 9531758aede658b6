import type { KeyDeps, RotationDeps } from "./key-deps.ts";
import type { KeyRing } from "./key-ring.ts";
import { KeysGone, openRing } from "./open-ring.ts";
import type { Place } from "./place.ts";
import { rotateKey } from "./rotation.ts";
import { insertKey, type KeyOwner } from "./store.ts";
import { newKeyBytes, wrapKey } from "./unwrapping.ts";

export type DirectoryIndex = "email" | "slug" | "limits";

/** The deployment's own keys, for what must be found before the account is known. */
export interface DirectoryKeys {
  /** A blind index that is equal across accounts: that is how a sign-in finds them. */
  index(purpose: DirectoryIndex, normalised: string): Buffer;
  /** The value's indexes under every key version, primary first. */
  indexes(purpose: DirectoryIndex, normalised: string): Buffer[];
  seal(place: Place, plaintext: Uint8Array | string): Buffer;
  /** @throws DecryptFailure */
  open(place: Place, sealed: Uint8Array): Buffer;
  /** @throws DecryptFailure */
  openText(place: Place, sealed: Uint8Array): string;
}

const owner: KeyOwner = { table: "deployment_keys", id: "directory" };

/** Made at first use. @throws Problem(`service.unavailable`), DecryptFailure */
export async function openDirectoryKeys(deps: KeyDeps): Promise<DirectoryKeys> {
  const ring = await openDirectoryRing(deps);
  return {
    index: (purpose, normalised) => ring.blindIndex(`directory.${purpose}`, normalised),
    indexes: (purpose, normalised) => ring.blindIndexes(`directory.${purpose}`, normalised),
    seal: (place, plaintext) => ring.seal(place, plaintext),
    open: (place, sealed) => ring.open(place, sealed),
    openText: (place, sealed) => ring.openText(place, sealed),
  };
}

/** A new directory key. Indexes made under older versions are found through `indexes` until they are made anew. */
export const rotateDirectoryKey = (deps: RotationDeps): Promise<{ version: number }> => rotateKey(deps, owner);

/** Made at first use. */
export async function openDirectoryRing(deps: KeyDeps): Promise<KeyRing> {
  try {
    return await openRing(deps, owner);
  } catch (error) {
    if (!(error instanceof KeysGone)) throw error;
  }
  const wrapped = await wrapKey(deps, owner, 1, newKeyBytes());
  // Of several processes that start at once, one inserts; all read what stands there then.
  await insertKey(deps.keystore, owner, { version: 1, state: "primary", wrapped });
  return openRing(deps, owner);
}
