import { type AccountId, isId, type Placement, type UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { openDirectoryKeys } from "../keys/index.ts";
import { normaliseEmail } from "./address.ts";
import { forgetHome, type Home } from "./home.ts";
import type { DirectoryDeps } from "./scope.ts";
import {
  activatePrepared,
  addAddressIndexes,
  type AddressProof,
  countOlderIndexes,
  deleteAddressesBut,
  deleteOlderAddresses,
  deletePrepared,
  eraseEntries,
  insertAccount,
  insertAddress,
  raiseProof,
  readAccountsOfAddress,
  readHome,
  readHomeBySlug,
  readHomesAfter,
  readRegistered,
  readUnfinished,
  replaceSlugIndex,
  setAccountState,
  takeLapsed,
} from "./store.ts";

/**
 * Reserves an account's slug and home, not yet active. `unprovenSince`: a stranger makes it, and it lapses if nobody
 * proves an address there.
 * @throws Problem(`account.slug_taken`), Problem(`region.unknown`)
 */
export async function prepareAccount(
  deps: DirectoryDeps,
  wish: { accountId: AccountId; slug: string; region: string; placement: Placement; unprovenSince?: number | null },
): Promise<Home> {
  const { accountId, region, placement } = wish;
  if (!deps.cluster.regions.includes(region)) throw new Problem("region.unknown");
  const { names } = deps.cluster;
  const database = placement === "dedicated" ? names.dedicated(accountId) : names.cell(region);
  const home: Home = { accountId, region, placement, database, state: "preparing" };
  const keys = await openDirectoryKeys(deps.keys);
  try {
    const indexes = keys.indexes("slug", wish.slug);
    const reserved = { keyVersion: keys.primaryVersion, unprovenSince: wish.unprovenSince ?? null };
    if (await insertAccount(deps.cluster.directory, home, indexes, reserved)) return home;
  } catch (error) {
    // It may have been written, and only the answer lost.
    await deletePrepared(deps.cluster.directory, accountId).catch(() => false);
    throw error;
  }
  throw new Problem("account.slug_taken");
}

/** Makes a prepared account reachable. @throws when it was withdrawn meanwhile. */
export async function publishAccount(deps: DirectoryDeps, accountId: AccountId): Promise<void> {
  const published = await activatePrepared(deps.cluster.directory, accountId);
  if (!published) throw new Error("an account was withdrawn while it was being created");
}

/** Gives a prepared account up, so that it can never be published. @returns whether there was one: see `publishAccount`. */
export const withdrawAccount = (deps: DirectoryDeps, accountId: AccountId): Promise<boolean> =>
  deletePrepared(deps.cluster.directory, accountId);

/** Accounts whose creation began longer ago and was neither finished nor withdrawn. */
export const unfinishedAccounts = (deps: DirectoryDeps, olderThanMs: number): Promise<Home[]> =>
  readUnfinished(deps.cluster.directory, olderThanMs);

export async function findAccountBySlug(deps: DirectoryDeps, slug: string): Promise<AccountId | null> {
  const keys = await openDirectoryKeys(deps.keys);
  const home = await readHomeBySlug(deps.cluster.directory, keys.indexes("slug", slug));
  return home?.state === "active" ? home.accountId : null;
}

/** Notes that the account knows the address, so that sign-in finds it. */
export async function learnAddress(
  deps: DirectoryDeps,
  row: { email: string; accountId: AccountId; userId: UserId; proof: AddressProof },
): Promise<void> {
  const keys = await openDirectoryKeys(deps.keys);
  const { accountId, userId, proof } = row;
  const emailIndex = keys.index("email", normaliseEmail(row.email));
  const keyVersion = keys.primaryVersion;
  await insertAddress(deps.cluster.directory, { emailIndex, keyVersion, accountId, userId, proof });
}

/**
 * Notes that a link which was mailed to the user came back. From then on sign-in by the address alone means such
 * accounts, whoever else writes it into theirs.
 * @throws Problem(`account.not_found`) when the account has lapsed.
 */
export async function proveAddress(deps: DirectoryDeps, user: { accountId: AccountId; userId: UserId }): Promise<void> {
  if (!(await raiseProof(deps.cluster.directory, user))) throw new Problem("account.not_found");
}

/** Takes accounts out of use that strangers made before `since` and nobody proved an address of; see `takeLapsed`. */
export async function lapseUnproven(
  deps: DirectoryDeps,
  since: number,
  limit: number,
): Promise<{ accountId: AccountId; isNew: boolean }[]> {
  const lapsed = await takeLapsed(deps.cluster.directory, since, limit);
  for (const { accountId } of lapsed) forgetHome(deps.homeCache, accountId);
  return lapsed;
}

/** Forgets every address that leads to a user but this one, or every one. */
export async function forgetAddressesBut(
  deps: DirectoryDeps,
  email: string | null,
  user: { accountId: AccountId; userId: UserId },
): Promise<void> {
  const keys = await openDirectoryKeys(deps.keys);
  const kept = email === null ? [] : keys.indexes("email", normaliseEmail(email));
  await deleteAddressesBut(deps.cluster.directory, kept, user);
}

/**
 * Adds ways to an account under the directory's primary key. Look-ups find it all the while: they match the indexes under
 * every key. Once every address was given, `finishRelearning`.
 */
export async function relearnAccount(
  deps: DirectoryDeps,
  account: {
    accountId: AccountId;
    slug: string;
    addresses: readonly { userId: UserId; email: string }[];
  },
): Promise<void> {
  const { accountId, slug, addresses } = account;
  const { directory } = deps.cluster;
  const keys = await openDirectoryKeys(deps.keys);
  const keyVersion = keys.primaryVersion;
  await replaceSlugIndex(directory, accountId, { index: keys.index("slug", slug), keyVersion });
  const rows = addresses.map(({ userId, email }) => ({
    userId,
    indexes: keys.indexes("email", normaliseEmail(email)),
  }));
  await addAddressIndexes(directory, { accountId, keyVersion }, rows);
}

/** Forgets an account's addresses under older keys. Only when no process indexes under one of those any more. */
export async function finishRelearning(deps: DirectoryDeps, accountId: AccountId): Promise<void> {
  const { primaryVersion } = await openDirectoryKeys(deps.keys);
  await deleteOlderAddresses(deps.cluster.directory, accountId, primaryVersion);
}

/** How many slugs and addresses still stand under older versions of the directory's key. */
export async function countUnderOlderKeys(deps: DirectoryDeps): Promise<number> {
  const { primaryVersion } = await openDirectoryKeys(deps.keys);
  return countOlderIndexes(deps.cluster.directory, primaryVersion);
}

/** At most `limit` active accounts that know the address: of all that do, those where it is proved best. */
export async function accountsOfAddress(deps: DirectoryDeps, email: string, limit: number): Promise<AccountId[]> {
  const keys = await openDirectoryKeys(deps.keys);
  return readAccountsOfAddress(deps.cluster.directory, keys.indexes("email", normaliseEmail(email)), limit);
}

/** The account with this id, or else with this slug, whatever its state; for the operator alone. Null when there is none. */
export async function findRegistered(deps: DirectoryDeps, idOrSlug: string): Promise<Home | null> {
  if (isId("account", idOrSlug)) return readHome(deps.cluster.directory, idOrSlug);
  const keys = await openDirectoryKeys(deps.keys);
  return readHomeBySlug(deps.cluster.directory, keys.indexes("slug", idOrSlug));
}

/** Accounts in order of id, `limit` at a time, erased ones among them. */
export const registeredAfter = (deps: Pick<DirectoryDeps, "cluster">, after: string, limit: number) =>
  readRegistered(deps.cluster.directory, after, limit);

/**
 * Takes an account out of use, or back into it. Processes remember homes: tell them through the revocation log after
 * this.
 */
export async function setHomeState(
  deps: DirectoryDeps,
  accountId: AccountId,
  state: "active" | "sealed",
): Promise<void> {
  await setAccountState(deps.cluster.directory, accountId, state);
  forgetHome(deps.homeCache, accountId);
}

/** Takes an account out of the directory for good. @returns how many addresses led to it. */
export async function forgetAccountHome(deps: DirectoryDeps, accountId: AccountId): Promise<number> {
  const addresses = await eraseEntries(deps.cluster.directory, accountId);
  forgetHome(deps.homeCache, accountId);
  return addresses;
}

const homesPerPage = 500;

/** Homes in order of id, read a page at a time, for jobs that visit every account. */
export async function* everyHome({ cluster }: Pick<DirectoryDeps, "cluster">): AsyncGenerator<Home> {
  for (let after = ""; ;) {
    const homes = await readHomesAfter(cluster.directory, after, homesPerPage);
    yield* homes;
    const last = homes.at(-1);
    if (last === undefined || homes.length < homesPerPage) return;
    after = last.accountId;
  }
}
