import { hours } from "../../kernel/clock.ts";
import { dropDatabase } from "../../platform/postgres/index.ts";
import { type DirectoryDeps, type Home, unfinishedAccounts, withdrawAccount } from "../directory/index.ts";
import { destroyAccountKeys, type RotationDeps } from "../keys/index.ts";
import { deleteAccountRows } from "../registry/index.ts";

export interface AbandonDeps {
  readonly directory: DirectoryDeps;
  readonly rotation: RotationDeps;
}

/**
 * Gives up an account whose creation did not come to its end. Once it is withdrawn nothing leads to it; then its keys
 * go, and its rows or its database. The first is what counts; what fails of the rest leaves ciphertext or less.
 * @returns false when there was none to withdraw: it was published after all, or was never registered.
 */
export async function abandonAccount({ directory, rotation }: AbandonDeps, home: Home): Promise<boolean> {
  const { accountId, region, database, placement } = home;
  if (!(await withdrawAccount(directory, accountId))) return false;
  // The account's key was opened, and the trace of that may still be on its way into the rows.
  await directory.keys.tracesWritten?.();
  await Promise.allSettled([
    destroyAccountKeys(rotation, accountId),
    placement === "dedicated"
      ? dropDatabase(directory.cluster, home)
      : deleteAccountRows(directory.cluster.cell(region, database), accountId),
  ]);
  return true;
}

/**
 * Gives up what nobody finishes any more, because the process that was creating it has died. Without this, its slug
 * would be taken for ever.
 */
export async function abandonUnfinished(deps: AbandonDeps, olderThanMs = hours(1)): Promise<number> {
  let abandoned = 0;
  for (const home of await unfinishedAccounts(deps.directory, olderThanMs)) {
    if (await abandonAccount(deps, home)) abandoned += 1;
  }
  return abandoned;
}
