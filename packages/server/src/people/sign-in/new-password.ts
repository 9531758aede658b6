import type { AccountId, PolicySettings, UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import { emit, originWithin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { notify } from "../notices/index.ts";
import { hashProfileOf, judgePassword } from "../passwords/index.ts";
import { findUser, userView } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";
import { passwordEvent } from "./events.ts";

type NewPasswordDeps = Pick<SignInDeps, "hasher" | "breaches" | "log" | "directory" | "clock" | "publicUrl">;

/**
 * Holds a new password against the account's policy and this user's own words. The judging and the costly hash are left
 * to the returned function, to be called when no transaction is open.
 * @throws Problem(`password.*`) from the returned function
 */
export async function prepareHash(
  deps: NewPasswordDeps,
  scope: AccountScope,
  userId: UserId,
  password: string,
): Promise<() => Promise<string>> {
  const policy = await policyOf(scope);
  const user = userView(scope, await findUser(scope, userId));
  const account = await profileOf(scope);
  return async () => {
    await assertGood(password, policy.passwordMinLength, [user.email, user.name, account.name, account.slug]);
    const isBreached = await askBreaches(deps, policy.breachCheck, password);
    const hash = await deps.hasher.hash(password, hashProfileOf(policy));
    if (isBreached) await tellOfBreach(deps, scope.accountId, userId);
    return hash;
  };
}

/**
 * Looks a password up outside, where the policy wants it.
 * @returns whether its user is to be told: it is accepted all the same
 * @throws Problem(`password.breached`), Problem(`service.unavailable`) where the policy requires the look-up
 */
export async function askBreaches(
  { breaches, log }: Pick<SignInDeps, "breaches" | "log">,
  mode: PolicySettings["breachCheck"],
  password: string,
): Promise<boolean> {
  if (mode === "off") return false;
  const isBreached = await breaches.isBreached(password).catch((cause: unknown) => {
    log.error("breaches.unavailable", cause);
    if (mode === "require") throw new Problem("service.unavailable", { retryAfter: 5, cause });
    return false;
  });
  if (isBreached && mode === "require") throw new Problem("password.breached");
  return isBreached;
}

const tellOfBreach = (deps: NewPasswordDeps, accountId: AccountId, user: UserId): Promise<void> =>
  withAccount(deps.directory, accountId, async (scope) => {
    const origin = originWithin("system", "passwords");
    await emit(scope, passwordEvent("password.breached", origin, user));
    await notify(deps, scope, { notice: "password.breached", user, origin, facts: {} });
  });

/** @throws Problem(`password.*`) */
export async function assertGood(password: string, minLength: number, contextWords: readonly string[]): Promise<void> {
  const verdict = await judgePassword(password, { minLength, contextWords });
  if (!verdict.ok) throw new Problem(verdict.code, { detail: verdict.detail });
}
