import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface RecoveryCodeRow {
  readonly id: string;
  readonly hashSealed: Buffer;
}

export async function deleteCodes({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from recovery_codes where account_id = ${accountId} and user_id = ${userId}`;
}

export async function insertCode(
  { sql, accountId }: AccountScope,
  row: RecoveryCodeRow & { readonly userId: UserId; readonly now: number },
): Promise<void> {
  await sql`
    insert into recovery_codes (account_id, id, user_id, hash_sealed, created_at)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.hashSealed}, ${row.now})`;
}

export async function unusedCodes({ sql, accountId }: AccountScope, userId: UserId): Promise<RecoveryCodeRow[]> {
  return sql<RecoveryCodeRow[]>`
    select id, hash_sealed from recovery_codes
    where account_id = ${accountId} and user_id = ${userId} and used_at is null`;
}

/** @returns whether the code was unused until now: of two uses at once, one is told so. */
export async function markUsed({ sql, accountId }: AccountScope, id: string, now: number): Promise<boolean> {
  const rows = await sql`
    update recovery_codes set used_at = ${now}
    where account_id = ${accountId} and id = ${id} and used_at is null returning id`;
  return rows.length === 1;
}

export async function countCodes({ sql, accountId }: AccountScope, userId: UserId) {
  const [row] = await sql<{ all: number; left: number; createdAt: number | null }[]>`
    select count(*) as all, count(*) filter (where used_at is null) as left, min(created_at) as created_at
    from recovery_codes where account_id = ${accountId} and user_id = ${userId}`;
  return row === undefined || row.createdAt === null ? null : { left: row.left, createdAt: row.createdAt };
}

/** The same of several users. Who never made any is missing. */
export async function countCodesByUser({ sql, accountId }: AccountScope, users: readonly UserId[]) {
  return sql<{ userId: UserId; left: number; createdAt: number }[]>`
    select user_id, count(*) filter (where used_at is null) as left, min(created_at) as created_at
    from recovery_codes where account_id = ${accountId} and user_id = any (${[...users]}) group by user_id`;
}

/** Deletes those that were made at or after `since`. @returns how many. */
export async function deleteCodesSince(
  { sql, accountId }: AccountScope,
  { userId, since }: { userId: UserId; since: number },
): Promise<number> {
  const { count } = await sql`
    delete from recovery_codes where account_id = ${accountId} and user_id = ${userId} and created_at >= ${since}`;
  return count;
}
