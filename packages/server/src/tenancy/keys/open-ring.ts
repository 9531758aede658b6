import type { KeyDeps } from "./key-deps.ts";
import { KeyRing } from "./key-ring.ts";
import { type KeyOwner, type KeyRow, readKeys } from "./store.ts";
import { unwrapKey } from "./unwrapping.ts";

/** An owner has no key that seals: never made, or destroyed. */
export class KeysGone extends Error {
  constructor(owner: string) {
    super(`${owner} has no keys`);
    this.name = "KeysGone";
  }
}

/** The unlocked keys of an owner. @throws KeysGone, DecryptFailure, Problem(`service.unavailable`) */
export const openRing = (deps: KeyDeps, owner: KeyOwner): Promise<KeyRing> =>
  deps.keyCache.rings.open(owner.id, () => unlock(deps, owner));

async function unlock(deps: KeyDeps, owner: KeyOwner): Promise<KeyRing> {
  const rows = await readKeys(deps.keystore, owner);
  const primary = rows.find((row) => row.state === "primary");
  if (primary === undefined) throw new KeysGone(owner.id);
  const older = rows.filter((row) => row.state === "enabled");
  const [first, ...rest] = await Promise.all([primary, ...older].map(async (row) => unwrapVersion(deps, owner, row)));
  if (first === undefined) throw new KeysGone(owner.id);
  return new KeyRing({
    owner: owner.id,
    primary: first,
    older: rest,
    algorithm: deps.algorithm,
    onFailure(failure) {
      // A newer version may be there: the next attempt reads the keys again, this one has failed.
      if (failure.reason === "unknown_key") deps.keyCache.rings.refresh(owner.id);
      deps.onDecryptFailure?.(failure);
    },
  });
}

const unwrapVersion = async (deps: KeyDeps, owner: KeyOwner, row: KeyRow) => ({
  version: row.version,
  key: await unwrapKey(deps, owner, row, "use"),
});
