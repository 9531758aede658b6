import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface UserRow {
  readonly id: UserId;
  readonly emailSealed: Buffer;
  readonly nameSealed: Buffer;
  readonly role: string;
  readonly emailVerifiedAt: number | null;
  /** Null while active. */
  readonly suspendedAt: number | null;
  readonly createdAt: number;
}

export async function insertUser(
  { sql, accountId }: AccountScope,
  user: Omit<UserRow, "createdAt" | "suspendedAt"> & { readonly emailIndex: Buffer },
): Promise<void> {
  await sql`
    insert into users (account_id, id, email_index, email_sealed, name_sealed, role, email_verified_at) values
    (${accountId}, ${user.id}, ${user.emailIndex}, ${user.emailSealed}, ${user.nameSealed}, ${user.role},
     ${user.emailVerifiedAt})`;
}

export async function readUser({ sql, accountId }: AccountScope, id: UserId): Promise<UserRow | null> {
  const [row] = await sql<UserRow[]>`
    select id, email_sealed, name_sealed, role, email_verified_at, suspended_at, created_at
    from users where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

/** The same, and nobody else changes the user until the transaction ends. */
export async function lockUserRow({ sql, accountId }: AccountScope, id: UserId): Promise<UserRow | null> {
  const [row] = await sql<UserRow[]>`
    select id, email_sealed, name_sealed, role, email_verified_at, suspended_at, created_at
    from users where account_id = ${accountId} and id = ${id} for no key update`;
  return row ?? null;
}

/** The user whose address has one of these indexes. */
export async function readUserByEmail(
  { sql, accountId }: AccountScope,
  indexes: readonly Buffer[],
): Promise<UserRow | null> {
  const [row] = await sql<UserRow[]>`
    select id, email_sealed, name_sealed, role, email_verified_at, suspended_at, created_at
    from users where account_id = ${accountId} and email_index in ${sql(indexes)}`;
  return row ?? null;
}

export async function listUsersAfter(
  { sql, accountId }: AccountScope,
  after: string,
  limit: number,
): Promise<UserRow[]> {
  return sql<UserRow[]>`
    select id, email_sealed, name_sealed, role, email_verified_at, suspended_at, created_at
    from users where account_id = ${accountId} and id > ${after} order by id limit ${limit}`;
}

/** Ids alone, in their order. */
export async function listUserIds({ sql, accountId }: AccountScope, after: string, limit: number): Promise<UserId[]> {
  const rows = await sql<{ id: UserId }[]>`
    select id from users where account_id = ${accountId} and id > ${after} order by id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Everybody who is not suspended. */
export async function listActive({ sql, accountId }: AccountScope): Promise<Pick<UserRow, "id" | "createdAt">[]> {
  return sql<Pick<UserRow, "id" | "createdAt">[]>`
    select id, created_at from users where account_id = ${accountId} and suspended_at is null order by id`;
}

/** Users who hold one of these roles and are not suspended. */
export async function listHolders({ sql, accountId }: AccountScope, roles: readonly string[]): Promise<UserRow[]> {
  return sql<UserRow[]>`
    select id, email_sealed, name_sealed, role, email_verified_at, suspended_at, created_at
    from users where account_id = ${accountId} and role = any (${[...roles]}) and suspended_at is null
    order by id`;
}

/**
 * Whether an address was somebody else's, by one of these indexes, and they can still have it back: giving it away would
 * make the link worthless that was mailed to them.
 */
export async function isHeldForAnother(
  { sql, accountId, clock }: AccountScope,
  indexes: readonly Buffer[],
  userId: UserId | null,
): Promise<boolean> {
  const rows = await sql`
    select from email_changes
    where account_id = ${accountId} and old_email_index in ${sql(indexes)} and user_id <> ${userId ?? ""}
      and confirmed_at is not null and expires_at > ${clock()}`;
  return rows.length > 0;
}

export async function updateEmail(
  { sql, accountId }: AccountScope,
  id: UserId,
  change: { emailIndex: Buffer; emailSealed: Buffer; now: number },
): Promise<void> {
  await sql`
    update users set email_index = ${change.emailIndex}, email_sealed = ${change.emailSealed},
      email_verified_at = ${change.now}
    where account_id = ${accountId} and id = ${id}`;
}

export async function updateName({ sql, accountId }: AccountScope, id: UserId, nameSealed: Buffer): Promise<void> {
  await sql`update users set name_sealed = ${nameSealed} where account_id = ${accountId} and id = ${id}`;
}

export async function updateRole({ sql, accountId }: AccountScope, id: UserId, role: string): Promise<void> {
  await sql`update users set role = ${role} where account_id = ${accountId} and id = ${id}`;
}

/** @returns whether the address was unverified until now. */
export async function verifyAddress({ sql, accountId }: AccountScope, id: UserId, now: number): Promise<boolean> {
  const rows = await sql`
    update users set email_verified_at = ${now}
    where account_id = ${accountId} and id = ${id} and email_verified_at is null returning id`;
  return rows.length === 1;
}

/**
 * Whether the user may begin a session, certain until the transaction ends: a suspension waits for it, and ends what
 * began in it.
 */
export async function holdActive({ sql, accountId }: AccountScope, id: UserId): Promise<boolean> {
  const rows = await sql`
    select id from users where account_id = ${accountId} and id = ${id} and suspended_at is null for share`;
  return rows.length === 1;
}

export async function updateSuspension(
  { sql, accountId }: AccountScope,
  id: UserId,
  suspendedAt: number | null,
): Promise<void> {
  await sql`update users set suspended_at = ${suspendedAt} where account_id = ${accountId} and id = ${id}`;
}
