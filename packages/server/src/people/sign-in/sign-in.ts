import type { AccountId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { append, emit, type Origin } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  accountsOfAddress,
  findAccountBySlug,
  normaliseEmail,
  withAccount,
} from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { type HashProfile, hashProfileOf, storedHash, storeHash } from "../passwords/index.ts";
import { type Arrival, recordRefusal } from "../protection/index.ts";
import { findByEmail, findUser, holdActive, type UserRow } from "../users/index.ts";
import { countTry } from "./count-try.ts";
import { conclude, type SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";
import { passwordEvent, signInRefused } from "./events.ts";
import { refuseOnGrid } from "./quantised.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Slug of the account, for people who belong to several. */
  readonly account: string | undefined;
  readonly captcha?: string | undefined;
}

/**
 * Signs in with a password. Wrong address, wrong password and wrong account are one refusal, told alike and in the same
 * time (C-141).
 * @throws Problem(`auth.failed`), Problem(`rate.limited`), Problem(`captcha.required`), Problem(`service.busy`)
 */
export function signIn(
  deps: SignInDeps,
  credentials: Credentials,
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  return refuseOnGrid(deps.refusalGridMs, async () => {
    const { email, captcha } = credentials;
    const identity = normaliseEmail(email);
    const asked = { action: "sign_in", identity, email, address: request.address, captcha } as const;
    const solved = await countTry(deps, asked);
    const found = await findCandidate(deps, credentials);
    if (found === null) {
      await deps.hasher.verifyNothing(credentials.password);
      throw new Problem("auth.failed");
    }
    if (!(await deps.hasher.verify(credentials.password, found.hash))) {
      await append(deps, found.accountId, signInRefused(origin, found.user.id, "password"));
      await recordRefusal(deps, found.accountId, found.user.id, request);
      throw new Problem("auth.failed");
    }
    if (found.user.suspendedAt !== null) {
      await append(deps, found.accountId, signInRefused(origin, found.user.id, "suspended"));
      throw new Problem("auth.failed");
    }
    const renewed = await renewHash(deps, found, credentials.password);
    const step = await withAccount(deps.directory, found.accountId, (scope) =>
      admit(deps, scope, found, { renewed, solved }, request, origin),
    );
    if (step instanceof Problem) throw step;
    return step;
  });
}

interface Candidate {
  readonly accountId: AccountId;
  readonly user: UserRow;
  readonly hash: string;
  /** How the account's policy wants passwords hashed. */
  readonly profile: HashProfile;
}

/** The one user the credentials can mean; null when there is none, no password, or several accounts and none named. */
async function findCandidate(deps: SignInDeps, { email, account }: Credentials): Promise<Candidate | null> {
  const accountId = await nameAccount(deps, email, account);
  if (accountId === null) return null;
  return withAccount(deps.directory, accountId, async (scope) => {
    const user = await findByEmail(scope, email);
    const hash = user === null ? null : await storedHash(scope, user.id);
    if (user === null || hash === null) return null;
    return { accountId, user, hash, profile: hashProfileOf(await policyOf(scope)) };
  });
}

async function nameAccount(deps: SignInDeps, email: string, slug: string | undefined): Promise<AccountId | null> {
  if (slug !== undefined) return findAccountBySlug(deps.directory, slug);
  const [first, ...others] = await accountsOfAddress(deps.directory, email, 2);
  return first !== undefined && others.length === 0 ? first : null;
}

/** The password was right. Stores its renewed hash, if there is one, and goes on. */
async function admit(
  deps: SignInDeps,
  scope: AccountScope,
  found: Candidate,
  { renewed, solved }: { renewed: string | null; solved: boolean },
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  const user = await findUser(scope, found.user.id);
  const asUser: Origin = { ...origin, actor: { type: "user", id: user.id } };
  // Changed between the check and now: the password that was checked is not the password any more.
  if ((await storedHash(scope, user.id)) !== found.hash) throw new Problem("auth.failed");
  if (renewed !== null) {
    // The user before the password, as whoever changes both locks them. The suspended are refused below.
    await holdActive(scope, user.id);
    await storeHash(scope, user.id, renewed);
    await emit(scope, passwordEvent("password.rehashed", asUser, user.id, { profile: found.profile }));
  }
  return conclude(deps, scope, user, { methods: ["password"], strong: false, solved }, request, origin);
}

/** The password hashed as the policy wants it now, or null when it is. Outside of any transaction: it takes a while. */
async function renewHash({ hasher }: SignInDeps, found: Candidate, password: string): Promise<string | null> {
  return hasher.needsRehash(found.hash, found.profile) ? hasher.hash(password, found.profile) : null;
}
