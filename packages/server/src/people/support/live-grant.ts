import { hasRight, type RightSet, type SupportGrantId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { heldRole } from "../roles/index.ts";
import { findUser, orGone } from "../users/index.ts";
import { type Grant, rightsOf, stateOf } from "./grant.ts";
import { readGrant } from "./store.ts";

/** A grant that opens something now, and what. */
export interface LiveGrant {
  readonly grant: Grant;
  /** Its scopes, as far as its giver may still read them. */
  readonly rights: RightSet;
}

/**
 * The grant, while it is in force: not withdrawn, not past its end, and its giver could still give it.
 * @throws Problem(`support.grant_not_found`), Problem(`support.grant_over`)
 */
export async function mustBeLive(scope: AccountScope, id: SupportGrantId): Promise<LiveGrant> {
  return assertLive(scope, await readGrant(scope, id));
}

/** The same for one that was read, locked or not. */
export async function assertLive(scope: AccountScope, grant: Grant | null): Promise<LiveGrant> {
  if (grant === null) throw new Problem("support.grant_not_found");
  if (stateOf(grant, scope.clock()) !== "open") throw new Problem("support.grant_over");
  const backing = await rightsOfGiver(scope, grant);
  if (!hasRight(backing, "support:grant")) throw new Problem("support.grant_over");
  return { grant, rights: rightsOf(grant.scopes) & backing };
}

/** Whether its giver could still give it. */
export const isBacked = async (scope: AccountScope, grant: Grant): Promise<boolean> =>
  hasRight(await rightsOfGiver(scope, grant), "support:grant");

/** None, of somebody who is suspended or gone. */
const rightsOfGiver = (scope: AccountScope, { grantedBy }: Grant): Promise<RightSet> =>
  orGone(0, async () => {
    const giver = await findUser(scope, grantedBy);
    return giver.suspendedAt === null ? (await heldRole(scope, giver.role)).rights : 0;
  });
