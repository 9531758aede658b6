import type { AccountId, AccountView, Placement, PolicySettings, PresetName } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import { OwnerRightsMissing, provision } from "../../platform/postgres/index.ts";
import { emit, type Origin } from "../audit/index.ts";
import {
  type AccountScope,
  type DirectoryDeps,
  prepareAccount,
  publishAccount,
  withAccount,
} from "../directory/index.ts";
import { createAccountKey, type RotationDeps } from "../keys/index.ts";
import { adoptPreset } from "../policy/index.ts";
import { abandonAccount } from "./abandon-account.ts";
import { accountCreated, accountRenamed } from "./events.ts";
import { findProfile, insertProfile, updateName } from "./store.ts";

export interface AccountDeps {
  readonly directory: DirectoryDeps;
  readonly rotation: RotationDeps;
  readonly clock: Clock;
}

export interface AccountWish {
  readonly name: string;
  readonly slug: string;
  readonly region: string;
  readonly placement: Placement;
  readonly preset: PresetName;
  /** A stranger's: it is erased again when nobody proves an address there in time. */
  readonly mayLapse?: true;
}

/**
 * Creates an account: home, keys, its own database if it is dedicated, profile and policy. `inhabit` runs in the first
 * transaction of the account and makes its first user; the account becomes reachable only when all of it committed, and
 * a failure leaves neither a slug nor a key behind.
 * @throws Problem(`account.slug_taken`), Problem(`region.unknown`), Problem(`placement.unavailable`), and what `inhabit` throws
 */
export async function createAccount<T>(
  deps: AccountDeps,
  wish: AccountWish,
  origin: Origin,
  inhabit: (scope: AccountScope, policy: PolicySettings) => Promise<T>,
): Promise<{ account: AccountView; result: T }> {
  const { directory } = deps;
  const now = deps.clock();
  const unprovenSince = wish.mayLapse === true ? now : null;
  const home = await prepareAccount(directory, { ...wish, unprovenSince, accountId: newId("account", now) });
  let created: { account: AccountView; result: T } | null = null;
  try {
    await createAccountKey(directory.keys, home.accountId);
    if (home.placement === "dedicated") {
      await provision(directory.cluster, { region: home.region, database: home.database, kind: "cell" }).catch(noOwner);
    }
    created = await withAccount(directory, home.accountId, (scope) => found(scope, wish, origin, inhabit));
    await publishAccount(directory, home.accountId);
    return created;
  } catch (error) {
    const abandoned = await abandonAccount(deps, home).catch(() => true);
    // It was published, and only the answer to that was lost: the account is there.
    if (created !== null && !abandoned) return created;
    throw error;
  }
}

function noOwner(error: unknown): never {
  if (error instanceof OwnerRightsMissing) throw new Problem("placement.unavailable", { cause: error });
  throw error;
}

async function found<T>(
  scope: AccountScope,
  wish: AccountWish,
  origin: Origin,
  inhabit: (scope: AccountScope, policy: PolicySettings) => Promise<T>,
): Promise<{ account: AccountView; result: T }> {
  await insertProfile(scope, {
    nameSealed: sealed(scope, "name_sealed", wish.name),
    slugSealed: sealed(scope, "slug_sealed", wish.slug),
  });
  const policy = await adoptPreset(scope, wish.preset);
  await emit(scope, accountCreated(origin, scope.home, wish.preset, wish.name));
  return { result: await inhabit(scope, policy), account: await profileOf(scope) };
}

/** The account as its members see it. */
export async function profileOf(scope: AccountScope): Promise<AccountView> {
  const row = await findProfile(scope);
  if (row === null) throw new Error("the account has no profile");
  return {
    id: scope.accountId,
    name: opened(scope, "name_sealed", row.nameSealed),
    slug: opened(scope, "slug_sealed", row.slugSealed),
    region: scope.home.region,
    placement: scope.home.placement,
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

export async function renameAccount(
  deps: AccountDeps,
  accountId: AccountId,
  name: string,
  origin: Origin,
): Promise<AccountView> {
  return withAccount(deps.directory, accountId, async (scope) => {
    const before = await profileOf(scope);
    await updateName(scope, sealed(scope, "name_sealed", name));
    await emit(scope, accountRenamed(origin, accountId, before.name, name));
    return { ...before, name };
  });
}

type ProfileColumn = "name_sealed" | "slug_sealed";
const place = (scope: AccountScope, column: ProfileColumn) =>
  ({ purpose: "profile", table: "account_profiles", column, row: scope.accountId }) as const;
const sealed = (scope: AccountScope, column: ProfileColumn, text: string) =>
  scope.keys.seal(place(scope, column), text);
const opened = (scope: AccountScope, column: ProfileColumn, bytes: Buffer) =>
  scope.keys.openText(place(scope, column), bytes);
