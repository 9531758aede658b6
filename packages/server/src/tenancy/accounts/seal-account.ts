import type { AccountId, RevocationCertificate } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { emit, type Origin } from "../audit/index.ts";
import { type DirectoryDeps, findRegistered, type Home, maintainAccount, setHomeState } from "../directory/index.ts";
import { type RevocationDeps, revokeEverywhere } from "../revocation/index.ts";
import { accountSealed, accountUnsealed } from "./events.ts";

export interface SealDeps {
  readonly directory: DirectoryDeps;
  readonly revocation: RevocationDeps;
}

/**
 * Seals an account: from the certificate on nobody gets in, whatever they hold, and nothing of it changes but by the
 * operator. Its data, keys and sessions stay for `unsealAccount`. The event stands in its log before it is sealed.
 * @throws Problem(`account.not_found`), Problem(`service.unavailable`)
 */
export async function sealAccount(
  deps: SealDeps,
  accountId: AccountId,
  origin: Origin,
): Promise<RevocationCertificate> {
  const home = await findInUse(deps, accountId);
  if (home.state === "active") {
    await maintainAccount(deps.directory, accountId, (scope) => emit(scope, accountSealed(origin, accountId)));
    await setHomeState(deps.directory, accountId, "sealed");
  }
  // Again when it is sealed already: the attempt that sealed it may not have come this far.
  const revocation = { accountId, kind: "account", subject: accountId } as const;
  await revokeEverywhere(deps.revocation, revocation);
  // Twice: a guard that knew of the first may have asked a server that did not yet, and remembers what that remembered.
  return revokeEverywhere(deps.revocation, revocation);
}

/** Opens a sealed account again: sessions that have not run out since are good. @throws Problem(`account.not_found`) */
export async function unsealAccount(deps: SealDeps, accountId: AccountId, origin: Origin): Promise<void> {
  const home = await findInUse(deps, accountId);
  if (home.state === "active") return;
  await maintainAccount(deps.directory, accountId, (scope) => emit(scope, accountUnsealed(origin, accountId)));
  await setHomeState(deps.directory, accountId, "active");
}

/** As the directory has it now, not as this process remembers it. */
async function findInUse({ directory }: SealDeps, accountId: AccountId): Promise<Home> {
  const home = await findRegistered(directory, accountId);
  if (home === null || home.state === "preparing" || home.state === "erased") throw new Problem("account.not_found");
  return home;
}
