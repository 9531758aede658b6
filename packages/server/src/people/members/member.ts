import { isSubset } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { heldRole } from "../roles/index.ts";
import { lockUser, type UserRow } from "../users/index.ts";

/**
 * The user that somebody is about to act on, locked: never themselves, never anybody with a right that they lack.
 * @throws Problem(`user.not_found`), Problem(`user.is_self`), Problem(`role.exceeds_own`)
 */
export async function lockMember(scope: AccountScope, caller: Caller, rawId: string): Promise<UserRow> {
  if (rawId === caller.userId) throw new Problem("user.is_self");
  const user = await lockUser(scope, rawId);
  const { rights } = await heldRole(scope, user.role);
  if (!isSubset(rights, caller.rights)) throw new Problem("role.exceeds_own");
  return user;
}
