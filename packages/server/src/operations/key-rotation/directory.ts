import type { AccountId } from "@holdfast/contract";

import { addressesAfter } from "../../people/users/index.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import {
  countUnderOlderKeys,
  type DirectoryDeps,
  finishRelearning,
  maintainAccount,
  relearnAccount,
} from "../../tenancy/directory/index.ts";
import { type DirectoryRetirement, retireDirectoryKeys, type RotationDeps } from "../../tenancy/keys/index.ts";
import { orFailure } from "./outcome.ts";

export interface DirectoryDepsOfRotation {
  readonly directory: DirectoryDeps;
}

export type Relearned =
  | { readonly accountId: AccountId; readonly step: "relearned"; readonly addresses: number }
  | { readonly accountId: AccountId; readonly step: "failed"; readonly reason: string };

const pageSize = 500;

/**
 * Puts every way to these accounts, slugs and addresses, under the directory's new key, from what the accounts themselves
 * know. Can be run again after a failure anywhere.
 * @throws Problem(`service.unavailable`), the signal's reason
 */
export async function relearnAccounts(
  deps: DirectoryDepsOfRotation,
  accounts: readonly AccountId[],
  options: { readonly signal: AbortSignal; readonly onProgress?: (done: number) => void },
): Promise<Relearned[]> {
  const { signal, onProgress = () => {} } = options;
  const outcomes: Relearned[] = [];
  for (const accountId of accounts) {
    signal.throwIfAborted();
    outcomes.push(await orFailure(accountId, () => relearn(deps, accountId)));
    onProgress(outcomes.length);
  }
  return outcomes;
}

async function relearn({ directory }: DirectoryDepsOfRotation, accountId: AccountId): Promise<Relearned> {
  let [after, count] = ["", 0];
  for (;;) {
    const page = await maintainAccount(directory, accountId, async (scope) => ({
      slug: (await profileOf(scope)).slug,
      addresses: await addressesAfter(scope, after, pageSize),
    }));
    await relearnAccount(directory, { accountId, ...page });
    count += page.addresses.length;
    after = page.addresses.at(-1)?.userId ?? "";
    if (page.addresses.length === pageSize) continue;
    await finishRelearning(directory, accountId);
    return { accountId, step: "relearned", addresses: count };
  }
}

export interface DirectoryRetirementOptions {
  /** No other process uses the deployment, so none holds the older keys. */
  readonly isAlone: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/**
 * Destroys older versions of the directory's key, a step per call; what an earlier run of `relearnAccounts` has left
 * under them is brought over first. Can be run again after a failure anywhere.
 * @throws Problem(`service.unavailable`), the signal's reason
 */
export function retireDirectory(
  deps: DirectoryDepsOfRotation & { readonly rotation: RotationDeps },
  accounts: readonly AccountId[],
  { isAlone, ...options }: DirectoryRetirementOptions,
): Promise<DirectoryRetirement> {
  return retireDirectoryKeys(deps.rotation, {
    isAlone,
    async countInUse() {
      if ((await countUnderOlderKeys(deps.directory)) > 0) await relearnAccounts(deps, accounts, options);
      return countUnderOlderKeys(deps.directory);
    },
  });
}
