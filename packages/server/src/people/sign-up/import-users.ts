import type { UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { isImportableHash, storeHash } from "../passwords/index.ts";
import { assertMayGrant, resolveRole } from "../roles/index.ts";
import { addUser, type NewUser, userEvent } from "../users/index.ts";
import type { SignUpDeps } from "./deps.ts";

export interface ImportedUser extends NewUser {
  readonly passwordHash?: string;
}

/**
 * Brings users from another system, all of them or none. Their hashes are taken as they are, verified at sign-in and
 * renewed there (C-096).
 * @throws Problem(`user.address_taken`), Problem(`password.unsupported_hash`), Problem(`role.not_found`),
 * Problem(`role.exceeds_own`)
 */
export async function importUsers(
  deps: Pick<SignUpDeps, "directory" | "clock">,
  caller: Caller,
  users: readonly ImportedUser[],
  origin: Origin,
): Promise<{ users: { id: UserId; email: string }[] }> {
  for (const { passwordHash } of users) {
    if (passwordHash !== undefined && !isImportableHash(passwordHash)) throw new Problem("password.unsupported_hash");
  }
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const added = [];
    for (const user of users) {
      const role = await resolveRole(scope, user.role);
      assertMayGrant(role.rights, caller);
      const id = await addUser(deps, scope, { ...user, role: role.id });
      if (user.passwordHash !== undefined) await storeHash(scope, id, user.passwordHash);
      const personal = { email: user.email, name: user.name };
      await emit(scope, userEvent("user.imported", origin, id, { details: { role: role.id }, personal }));
      added.push({ id, email: user.email });
    }
    return { users: added };
  });
}
