import type { RoleId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface RoleRow {
  readonly id: RoleId;
  readonly nameSealed: Buffer;
  readonly summarySealed: Buffer | null;
  readonly rights: readonly string[];
}

export interface SealedRole extends RoleRow {
  readonly nameIndex: Buffer;
}

export async function listRows({ sql, accountId }: AccountScope): Promise<RoleRow[]> {
  return sql<RoleRow[]>`
    select id, name_sealed, summary_sealed, rights from roles where account_id = ${accountId} order by id`;
}

/** Those of the account alone, and since when it has them. */
export async function ownRoles({ sql, accountId }: AccountScope): Promise<{ id: RoleId; createdAt: number }[]> {
  return sql<{ id: RoleId; createdAt: number }[]>`
    select id, created_at from roles where account_id = ${accountId} order by id`;
}

/** The role as it stays until the transaction ends. Any number of transactions hold it at once, as sign-ins do. */
export async function holdRow({ sql, accountId }: AccountScope, id: RoleId): Promise<RoleRow | null> {
  const [row] = await sql<RoleRow[]>`
    select id, name_sealed, summary_sealed, rights from roles where account_id = ${accountId} and id = ${id} for share`;
  return row ?? null;
}

/** The same before a change, which waits for all who hold it. */
export async function lockRow({ sql, accountId }: AccountScope, id: RoleId): Promise<RoleRow | null> {
  const [row] = await sql<RoleRow[]>`
    select id, name_sealed, summary_sealed, rights from roles where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

/** The role whose name has one of these indexes. */
export async function findIdByName(
  { sql, accountId }: AccountScope,
  indexes: readonly Buffer[],
): Promise<RoleId | null> {
  const [row] = await sql<{ id: RoleId }[]>`
    select id from roles where account_id = ${accountId} and name_index in ${sql(indexes)}`;
  return row?.id ?? null;
}

export async function insertRow({ sql, accountId }: AccountScope, role: SealedRole): Promise<void> {
  await sql`
    insert into roles (account_id, id, name_index, name_sealed, summary_sealed, rights) values
    (${accountId}, ${role.id}, ${role.nameIndex}, ${role.nameSealed}, ${role.summarySealed}, ${[...role.rights]})`;
}

export async function updateRow({ sql, accountId }: AccountScope, role: SealedRole): Promise<void> {
  await sql`
    update roles set name_index = ${role.nameIndex}, name_sealed = ${role.nameSealed},
      summary_sealed = ${role.summarySealed}, rights = ${[...role.rights]}
    where account_id = ${accountId} and id = ${role.id}`;
}

export async function deleteRow({ sql, accountId }: AccountScope, id: RoleId): Promise<void> {
  await sql`delete from roles where account_id = ${accountId} and id = ${id}`;
}

/** Users who hold one of these roles. */
export async function countHolders({ sql, accountId }: AccountScope, held: readonly string[]): Promise<number> {
  const [row] = await sql<{ holders: number }[]>`
    select count(*) as holders from users where account_id = ${accountId} and role = any (${[...held]})`;
  return row?.holders ?? 0;
}

/** The same without those who are suspended: whoever cannot sign in owns nothing. */
export async function countActiveHolders({ sql, accountId }: AccountScope, held: readonly string[]): Promise<number> {
  const [row] = await sql<{ holders: number }[]>`
    select count(*) as holders from users
    where account_id = ${accountId} and role = any (${[...held]}) and suspended_at is null`;
  return row?.holders ?? 0;
}

/** One change of a protected role at a time, until the transaction ends. */
export async function lockProtectedRoles({ sql, accountId }: AccountScope): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`protected:${accountId}`}, 0))`;
}
