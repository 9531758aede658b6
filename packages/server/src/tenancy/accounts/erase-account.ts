import type { AccountId, Placement } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { Problem } from "../../kernel/problem.ts";
import { assertOwnerRights, dropDatabase } from "../../platform/postgres/index.ts";
import { findRegistered, forgetAccountHome, setHomeState } from "../directory/index.ts";
import { destroyAccountKeys, type RotationDeps } from "../keys/index.ts";
import { deleteAccountRows, type RowDeletionOptions } from "../registry/index.ts";
import type { SealDeps } from "./seal-account.ts";

export interface EraseDeps extends SealDeps {
  readonly rotation: RotationDeps;
  readonly log: Log;
}

export interface Erased {
  readonly accountId: AccountId;
  readonly placement: Placement;
  /** Rows deleted from a shared database; 0 where the account had a database of its own, which was dropped. */
  readonly rows: number;
  /** Addresses that led to the account. */
  readonly addresses: number;
}

/**
 * Erases an account for good. Once its keys are destroyed nothing of it can be read, wherever a copy lies; then its rows
 * or its database go, and everything in the directory that leads to it. That it was there and was erased stays, without
 * a name: its row in the directory, its key versions, a line in the operators' log.
 * Can be run again after a failure anywhere, by the account's id.
 * @throws Problem(`account.not_found`), OwnerRightsMissing before anything was touched, Problem(`service.unavailable`)
 */
export async function eraseAccount(
  deps: EraseDeps,
  accountId: AccountId,
  options: RowDeletionOptions = {},
): Promise<Erased> {
  const { directory, rotation, log } = deps;
  const home = await findRegistered(directory, accountId);
  if (home === null || home.state === "preparing") throw new Problem("account.not_found");
  const { region, database, placement } = home;
  if (placement === "dedicated") await assertOwnerRights(directory.cluster, region);
  log.info("account.erasure_began", { accountId });
  if (home.state === "active") await setHomeState(directory, accountId, "sealed");
  // Tells every process through the revocation log: sessions, homes and unlocked keys go from memory.
  await destroyAccountKeys(rotation, accountId);
  const rows =
    placement === "dedicated"
      ? await dropDatabase(directory.cluster, home).then(() => 0)
      : await deleteAccountRows(directory.cluster.cell(region, database), accountId, options);
  const addresses = await forgetAccountHome(directory, accountId);
  log.info("account.erased", { accountId, region, placement, rows, addresses });
  return { accountId, placement, rows, addresses };
}
