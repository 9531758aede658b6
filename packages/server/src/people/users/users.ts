import type { AccountId, UserId, UserView } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import {
  type AccountScope,
  type DirectoryDeps,
  forgetAddressesBut,
  learnAddress,
  proveAddress,
  withAccount,
} from "../../tenancy/directory/index.ts";
import { enqueue } from "../../tenancy/outbox/index.ts";
import { claimText, textIndexes } from "../../tenancy/registry/index.ts";
import { privilegedRoles } from "../roles/index.ts";
import { userEvent } from "./events.ts";
import { type Reading, readingOf, setReading } from "./reading.ts";
import {
  insertUser,
  isHeldForAnother,
  listHolders,
  listUsersAfter,
  lockUserRow,
  readUser,
  readUserByEmail,
  updateEmail,
  updateName,
  type UserRow,
  verifyAddress,
} from "./store.ts";

export interface UserDeps {
  readonly directory: DirectoryDeps;
  readonly clock: Clock;
}

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly emailVerified: boolean;
  /** Where it had to be known beforehand. */
  readonly id?: UserId;
}

/**
 * Adds a user inside a transaction that the caller audits. Sign-in finds the account by the address from then on; should
 * the transaction roll back, the directory keeps a keyed hash that leads to no user.
 * @throws Problem(`user.address_taken`)
 */
export async function addUser(
  { directory, clock }: Pick<UserDeps, "directory" | "clock">,
  scope: AccountScope,
  user: NewUser,
): Promise<UserId> {
  const id = user.id ?? newId("user", clock());
  const indexes = await claimText(scope, "users.email", user.email);
  if (!(await isAddressFree(scope, user.email, id))) throw new Problem("user.address_taken");
  await insertUser(scope, {
    id,
    emailIndex: indexes[0],
    emailSealed: scope.keys.seal(place(id, "email_sealed"), user.email.trim()),
    nameSealed: scope.keys.seal(place(id, "name_sealed"), user.name),
    role: user.role,
    emailVerifiedAt: user.emailVerified ? clock() : null,
  });
  // The word of whoever brings the user counts for less than a mailed link that came back.
  const proof = user.emailVerified ? "claimed" : "none";
  await learnAddress(directory, { email: user.email, accountId: scope.accountId, userId: id, proof });
  return id;
}

/**
 * Whether somebody may have this address: nobody else in the account has it, or had it and may have it back.
 * @param userId of whoever is to get it; null for somebody who is no user yet.
 */
export async function isAddressFree(scope: AccountScope, email: string, userId: UserId | null): Promise<boolean> {
  const holder = await findByEmail(scope, email);
  if (holder !== null && holder.id !== userId) return false;
  return !(await isHeldForAnother(scope, textIndexes(scope, "email_changes.old_email", email), userId));
}

/** Gives a locked user another address, which a mailed link has proved. @throws Problem(`user.address_taken`) */
export async function changeAddress(
  { directory }: Pick<UserDeps, "directory">,
  scope: AccountScope,
  userId: UserId,
  { email, now }: { email: string; now: number },
): Promise<void> {
  const [emailIndex] = await claimText(scope, "users.email", email);
  if (!(await isAddressFree(scope, email, userId))) throw new Problem("user.address_taken");
  await updateEmail(scope, userId, {
    emailIndex,
    emailSealed: scope.keys.seal(place(userId, "email_sealed"), email),
    now,
  });
  await learnAddress(directory, { email, accountId: scope.accountId, userId, proof: "mailed" });
  // The directory is another database: it forgets the former address after the commit, as often as it takes.
  await enqueue(scope, { kind: "address", userId });
}

export const findByEmail = (scope: AccountScope, email: string): Promise<UserRow | null> =>
  readUserByEmail(scope, textIndexes(scope, "users.email", email));

/** @throws Problem(`user.not_found`) for unknown and malformed ids and for users of other accounts alike. */
export async function findUser(scope: AccountScope, rawId: string): Promise<UserRow> {
  const row = await readUser(scope, parseId("user", rawId, "user.not_found"));
  if (row === null) throw new Problem("user.not_found");
  return row;
}

/**
 * The same, locked: before a change that depends on role or suspension. Waits for whoever is beginning a session as this
 * user. Always the first lock of its transaction, or two changes could wait for each other.
 * @throws Problem(`user.not_found`)
 */
export async function lockUser(scope: AccountScope, rawId: string): Promise<UserRow> {
  const row = await lockUserRow(scope, parseId("user", rawId, "user.not_found"));
  if (row === null) throw new Problem("user.not_found");
  return row;
}

/** Who administers the account: holders of a built-in privileged role, or of an own one that can change others. */
export const administratorsOf = async (scope: AccountScope): Promise<UserRow[]> =>
  listHolders(scope, await privilegedRoles(scope));

export async function listUsers(
  deps: UserDeps,
  accountId: AccountId,
  page: { limit?: number; cursor?: string },
): Promise<{ items: UserView[]; nextCursor: string | null }> {
  const limit = page.limit ?? 50;
  return withAccount(deps.directory, accountId, async (scope) => {
    const rows = await listUsersAfter(scope, page.cursor ?? "", limit + 1);
    const items = rows.slice(0, limit);
    return {
      items: items.map((row) => userView(scope, row)),
      nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
    };
  });
}

export interface ProfileChange extends Partial<Reading> {
  readonly name?: string;
}

/** Corrects what the caller is called, and in which language and time zone mails speak to them. */
export async function changeProfile(
  deps: UserDeps,
  { accountId, userId }: Caller,
  { name, ...reading }: ProfileChange,
  origin: Origin,
): Promise<UserView> {
  return withAccount(deps.directory, accountId, async (scope) => {
    const before = userView(scope, await findUser(scope, userId));
    if (name !== undefined) await updateName(scope, userId, scope.keys.seal(place(userId, "name_sealed"), name));
    if (Object.keys(reading).length > 0) {
      await setReading(scope, userId, { ...(await readingOf(scope, userId)), ...reading });
    }
    const personal = { ...(name !== undefined && { before: before.name, after: name }), ...reading };
    await emit(scope, userEvent("user.profile_changed", origin, userId, { personal }));
    return { ...before, name: name ?? before.name };
  });
}

/**
 * Takes the address for the user's own, because a link that was mailed there came back. The directory is told before the
 * transaction commits: it may know of a proof too many, never of one too few.
 * @returns whether the address was unverified until now.
 * @throws Problem(`account.not_found`) when the account has lapsed.
 */
export async function markVerified(
  { directory }: Pick<UserDeps, "directory">,
  scope: AccountScope,
  id: UserId,
  now: number,
  origin: Origin,
): Promise<boolean> {
  await proveAddress(directory, { accountId: scope.accountId, userId: id });
  const changed = await verifyAddress(scope, id, now);
  if (changed) await emit(scope, userEvent("user.email_verified", origin, id));
  return changed;
}

/**
 * Brings the directory to what the account says of a user: their address alone leads to them, none once they are gone.
 * What follows from a change of either. The user is locked meanwhile, so that an older state never undoes a newer.
 */
export async function forgetFormerAddresses(
  { directory }: Pick<UserDeps, "directory">,
  accountId: AccountId,
  userId: UserId,
): Promise<void> {
  await withAccount(directory, accountId, async (scope) => {
    const row = await lockUserRow(scope, userId);
    await forgetAddressesBut(directory, row === null ? null : addressOf(scope, row), { accountId, userId });
  });
}

/** Addresses of the account's users, in order of id. */
export async function addressesAfter(
  scope: AccountScope,
  after: string,
  limit: number,
): Promise<{ userId: UserId; email: string }[]> {
  const rows = await listUsersAfter(scope, after, limit);
  return rows.map((row) => ({ userId: row.id, email: addressOf(scope, row) }));
}

/** Where mails to a user go. */
export const addressOf = (scope: AccountScope, row: UserRow): string =>
  scope.keys.openText(place(row.id, "email_sealed"), row.emailSealed);

export const userView = (scope: AccountScope, row: UserRow): UserView => ({
  id: row.id,
  email: addressOf(scope, row),
  name: scope.keys.openText(place(row.id, "name_sealed"), row.nameSealed),
  role: row.role,
  emailVerified: row.emailVerifiedAt !== null,
  suspended: row.suspendedAt !== null,
  createdAt: new Date(row.createdAt).toISOString(),
});

const place = (row: UserId, column: "email_sealed" | "name_sealed") =>
  ({ purpose: "users", table: "users", column, row }) as const;
