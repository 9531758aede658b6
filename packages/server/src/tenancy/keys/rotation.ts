import type { AccountId } from "@holdfast/contract";

import { minutes } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { accountOwner } from "./account-keys.ts";
import type { KeyDeps, RotationDeps } from "./key-deps.ts";
import {
  destroyAllKeys,
  destroyDisabledKey,
  insertKey,
  type KeyOwner,
  type KeyRow,
  promoteKey,
  readKeys,
  readTimeSincePromotion,
  setKeyState,
} from "./store.ts";
import { newKeyBytes, wrapKey } from "./unwrapping.ts";

export interface RotationTrace {
  /** Told before a version becomes the primary, so that no key is ever used that left no trace. */
  onPromotion?(change: { readonly from: number; readonly to: number }): Promise<void>;
}

/**
 * Gives the account a new key: it seals from now on, older versions open. Can be run again after a failure anywhere: a
 * version that was begun is finished. What stands under older keys is brought over by `reseal`.
 * @throws Problem(`account.not_found`), Problem(`service.unavailable`)
 */
export const rotateAccountKey = (
  deps: RotationDeps,
  accountId: AccountId,
  trace: RotationTrace = {},
): Promise<{ version: number }> => rotateKey(deps, accountOwner(accountId), trace);

async function rotateKey(deps: RotationDeps, owner: KeyOwner, trace: RotationTrace = {}): Promise<{ version: number }> {
  const rows = await readKeys(deps.keystore, owner);
  const primary = rows.find((row) => row.state === "primary");
  if (primary === undefined) throw new Problem("account.not_found");
  const begun = rows.find((row) => row.state === "enabled" && row.version > primary.version);
  const version = begun?.version ?? (await addVersion(deps, owner, rows));
  // Every process must be able to open what the new key seals before one of them seals with it.
  await deps.announce(owner.id, "changed");
  await trace.onPromotion?.({ from: primary.version, to: version });
  await promoteKey(deps.keystore, owner, version);
  await deps.announce(owner.id, "changed");
  return { version };
}

/** Adds the next version, which only opens as yet. */
export async function addVersion(deps: RotationDeps, owner: KeyOwner, rows: readonly KeyRow[]): Promise<number> {
  const version = Math.max(...rows.map((row) => row.version)) + 1;
  const wrapped = await wrapKey(deps, owner, version, newKeyBytes());
  // When somebody else was first with this version, theirs is the one.
  await insertKey(deps.keystore, owner, { version, state: "enabled", wrapped });
  return version;
}

/**
 * Longer than any process can hold keys that it opened before a change was announced: its cache lets them go at the
 * announcement, and overwrites them a minute and a half later at the latest.
 */
const settleMs = minutes(2);

/**
 * Milliseconds until no process seals under an older key of the account any more, nor lacks the newest one. Whoever
 * brings values over before that takes them from requests that are under way; whoever destroys an older key, from
 * everybody.
 */
export async function accountKeySettlesIn(deps: Pick<KeyDeps, "keystore">, accountId: AccountId): Promise<number> {
  const since = await readTimeSincePromotion(deps.keystore, accountOwner(accountId));
  return since === null ? 0 : Math.max(0, Math.ceil(settleMs - since));
}

/**
 * Takes an older version out of use for good: disables it, and destroys it when `isInUse` still finds nothing sealed
 * under it. Backups made before lose what stands under it. Can be run again after a failure anywhere.
 */
export async function retireAccountKey(
  deps: RotationDeps,
  accountId: AccountId,
  retired: { version: number; isInUse: () => Promise<boolean> },
): Promise<"in_use" | "destroyed"> {
  const owner = accountOwner(accountId);
  const { version, isInUse } = retired;
  const row = (await readKeys(deps.keystore, owner)).find((found) => found.version === version);
  if (row === undefined) throw new Error(`${accountId} has no key version ${version}`);
  if (row.state === "primary") throw new Error("the primary key cannot be retired: rotate first");
  if (row.state === "destroyed") return "destroyed";
  // Twice: disabled, nobody can seal with it any more, but until every process knew, somebody may have.
  if (await isInUse()) return keepInUse(deps, owner, version);
  await setKeyState(deps.keystore, owner, version, { from: "enabled", to: "disabled" });
  await deps.announce(accountId, "changed");
  if (await isInUse()) return keepInUse(deps, owner, version);
  await destroyDisabledKey(deps.keystore, owner, version);
  return "destroyed";
}

async function keepInUse(deps: RotationDeps, owner: KeyOwner, version: number): Promise<"in_use"> {
  await setKeyState(deps.keystore, owner, version, { from: "disabled", to: "enabled" });
  await deps.announce(owner.id, "changed");
  return "in_use";
}

/**
 * Erases an account: without its keys nothing of it can be read, wherever a copy lies. Returns when no process holds
 * them any more. Backups of the keystore keep them for as long as those are kept.
 */
export async function destroyAccountKeys(deps: RotationDeps, accountId: AccountId): Promise<void> {
  await destroyAllKeys(deps.keystore, accountOwner(accountId));
  await deps.announce(accountId, "destroyed");
}
