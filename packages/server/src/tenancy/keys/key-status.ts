import type { AccountId } from "@holdfast/contract";

import { accountOwner } from "./account-keys.ts";
import type { KeyDeps } from "./key-deps.ts";
import { countAccountKeys, hasAnyKey, type KeyRow, type KeyState, readDeploymentKeys, readKeys } from "./store.ts";

/** One version of a key, without the key. */
export interface KeyVersionStatus {
  readonly version: number;
  readonly state: KeyState;
  /** The root key that wrapped it. */
  readonly wrapperId: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** The versions of an account's key, oldest first. Opens none of them. */
export async function listKeyVersions(
  deps: Pick<KeyDeps, "keystore">,
  accountId: AccountId,
): Promise<KeyVersionStatus[]> {
  return (await readKeys(deps.keystore, accountOwner(accountId))).map(statusOf);
}

export interface KeySummary {
  /** The root key that wraps now. */
  readonly rootKey: string;
  /** Account keys by the root key that they are under. */
  readonly accounts: readonly {
    readonly wrapperId: string;
    readonly accounts: number;
    /** Those with an older version that still opens. */
    readonly withOlder: number;
    /** When the oldest of their keys was made. */
    readonly oldestAt: number;
  }[];
  /** The directory's key and the signing keys, by name. */
  readonly deployment: readonly (KeyVersionStatus & { readonly name: string; readonly signs: boolean })[];
}

/** What keys there are, and under which root key. Opens none of them. */
export async function summariseKeys(deps: Pick<KeyDeps, "keystore" | "wrapper">): Promise<KeySummary> {
  const [accounts, rows] = await Promise.all([countAccountKeys(deps.keystore), readDeploymentKeys(deps.keystore)]);
  const deployment = rows.map((row) => ({ ...statusOf(row), name: row.id, signs: row.bytes.length > 0 }));
  return { rootKey: deps.wrapper.id, accounts, deployment };
}

/** Whether any key was ever made. */
export const hasKeys = ({ keystore }: Pick<KeyDeps, "keystore">): Promise<boolean> => hasAnyKey(keystore);

const statusOf = ({ version, state, wrapperId, createdAt, changedAt }: KeyRow): KeyVersionStatus => ({
  version,
  state,
  wrapperId,
  createdAt,
  changedAt,
});
