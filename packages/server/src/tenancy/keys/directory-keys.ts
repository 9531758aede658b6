import { days, minutes } from "../../kernel/clock.ts";
import type { KeyDeps, RotationDeps } from "./key-deps.ts";
import type { KeyRing } from "./key-ring.ts";
import { KeysGone, openRing } from "./open-ring.ts";
import type { Place } from "./place.ts";
import { addVersion } from "./rotation.ts";
import { insertKey, type KeyOwner, promoteKey, readKeys, readTimeSincePromotion } from "./store.ts";
import { newKeyBytes, wrapKey } from "./unwrapping.ts";

export type DirectoryIndex = "email" | "slug" | "limits" | "idempotency" | "passkeys" | "captcha";

/** The deployment's own keys, for what must be found before the account is known. */
export interface DirectoryKeys {
  /** The version that `index` is under, and the first of `indexes`. */
  readonly primaryVersion: number;
  /** A blind index that is equal across accounts: that is how a sign-in finds them. */
  index(purpose: DirectoryIndex, normalised: string): Buffer;
  /** The same under the oldest version: for names that must not change while processes have different primaries. */
  stableIndex(purpose: DirectoryIndex, normalised: string): Buffer;
  /** The value's indexes under every key version, primary first. */
  indexes(purpose: DirectoryIndex, normalised: string): [Buffer, ...Buffer[]];
  seal(place: Place, plaintext: Uint8Array | string): Buffer;
  /** @throws DecryptFailure */
  open(place: Place, sealed: Uint8Array): Buffer;
  /** @throws DecryptFailure */
  openText(place: Place, sealed: Uint8Array): string;
}

export const directoryOwner: KeyOwner = { table: "deployment_keys", id: "directory" };
const owner = directoryOwner;

/** Made at first use. @throws Problem(`service.unavailable`), DecryptFailure */
export async function openDirectoryKeys(deps: KeyDeps): Promise<DirectoryKeys> {
  const ring = await openDirectoryRing(deps);
  return {
    primaryVersion: ring.primaryVersion,
    index: (purpose, normalised) => ring.blindIndex(`directory.${purpose}`, normalised),
    stableIndex: (purpose, normalised) => ring.oldestIndex(`directory.${purpose}`, normalised),
    indexes: (purpose, normalised) => ring.blindIndexes(`directory.${purpose}`, normalised),
    seal: (place, plaintext) => ring.seal(place, plaintext),
    open: (place, sealed) => ring.open(place, sealed),
    openText: (place, sealed) => ring.openText(place, sealed),
  };
}

export type DirectoryRotation =
  | { readonly step: "added" | "waiting"; readonly promoteAt: number }
  /** Other processes may still index under the former primary for as long. */
  | { readonly step: "promoted"; readonly settlesInMs: number };

/** Longer than a process uses the directory's keys without reading them again. */
export const overlapMs = minutes(10);
const finishableMs = days(1);

/**
 * Rotates the directory's key in two steps, the same call each time: adds the next version, and once every process has
 * read it, makes it the primary. Indexes under older versions are found through `indexes` until they are made anew,
 * which is next; for a day this answers `promoted` again, so that it can be finished after a failure. Older versions
 * stay until `retireDirectoryKeys`.
 */
export async function rotateDirectoryKey(deps: RotationDeps, now: number): Promise<DirectoryRotation> {
  await openDirectoryRing(deps);
  const rows = await readKeys(deps.keystore, owner);
  const primary = rows.find((row) => row.state === "primary")?.version ?? 0;
  const next = rows.find((row) => row.state === "enabled" && row.version > primary);
  if (next === undefined) {
    const since = await readTimeSincePromotion(deps.keystore, owner);
    if (since !== null && since < finishableMs)
      return { step: "promoted", settlesInMs: Math.max(0, overlapMs - since) };
    await addVersion(deps, owner, rows);
    return { step: "added", promoteAt: now + overlapMs };
  }
  const promoteAt = next.createdAt + overlapMs;
  if (now < promoteAt) return { step: "waiting", promoteAt };
  await promoteKey(deps.keystore, owner, next.version);
  await deps.announce(owner.id, "changed");
  return { step: "promoted", settlesInMs: overlapMs };
}

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
