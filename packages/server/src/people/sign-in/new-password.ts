import type { UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { hashProfileOf, judgePassword } from "../passwords/index.ts";
import { findUser, userView } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";

/**
 * Holds a new password against the account's policy and this user's own words. The judging and the costly hash are left
 * to the returned function, to be called when no transaction is open.
 * @throws Problem(`password.*`) from the returned function
 */
export async function prepareHash(
  deps: Pick<SignInDeps, "hasher">,
  scope: AccountScope,
  userId: UserId,
  password: string,
): Promise<() => Promise<string>> {
  const policy = await policyOf(scope);
  const user = userView(scope, await findUser(scope, userId));
  const account = await profileOf(scope);
  return async () => {
    await assertGood(password, policy.passwordMinLength, [user.email, user.name, account.name, account.slug]);
    return deps.hasher.hash(password, hashProfileOf(policy));
  };
}

/** @throws Problem(`password.*`) */
export async function assertGood(password: string, minLength: number, contextWords: readonly string[]): Promise<void> {
  const verdict = await judgePassword(password, { minLength, contextWords });
  if (!verdict.ok) throw new Problem(verdict.code, { detail: verdict.detail });
}
