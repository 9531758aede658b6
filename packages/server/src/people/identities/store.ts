import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface IdentityRow {
  readonly userId: UserId;
  readonly subjectSealed: Buffer;
  readonly addressSealed: Buffer;
  readonly linkedAt: number;
}

export async function findOfUser({ sql, accountId }: AccountScope, userId: UserId): Promise<IdentityRow | null> {
  const [row] = await sql<IdentityRow[]>`
    select user_id, subject_sealed, address_sealed, linked_at from identities
    where account_id = ${accountId} and user_id = ${userId}`;
  return row ?? null;
}

/** Whose Google account has one of these indexes. */
export async function findHolder({ sql, accountId }: AccountScope, indexes: readonly Buffer[]): Promise<UserId | null> {
  const [row] = await sql<{ userId: UserId }[]>`
    select user_id from identities where account_id = ${accountId} and subject_index in ${sql(indexes)}`;
  return row?.userId ?? null;
}

/** Takes the place of one that was linked before. */
export async function upsertIdentity(
  { sql, accountId }: AccountScope,
  row: IdentityRow & { readonly subjectIndex: Buffer },
): Promise<void> {
  await sql`
    insert into identities (account_id, user_id, subject_index, subject_sealed, address_sealed, linked_at)
    values (${accountId}, ${row.userId}, ${row.subjectIndex}, ${row.subjectSealed}, ${row.addressSealed},
      ${row.linkedAt})
    on conflict (account_id, user_id) do update set subject_index = excluded.subject_index,
      subject_sealed = excluded.subject_sealed, address_sealed = excluded.address_sealed,
      linked_at = excluded.linked_at`;
}

/** Deletes it if it was linked at or after `since`. @returns whether it was. */
export async function deleteLinkedSince(
  { sql, accountId }: AccountScope,
  { userId, since }: { userId: UserId; since: number },
): Promise<boolean> {
  const rows = await sql`
    delete from identities where account_id = ${accountId} and user_id = ${userId} and linked_at >= ${since}
    returning user_id`;
  return rows.length === 1;
}

/** @returns whether there was one. */
export async function deleteOfUser({ sql, accountId }: AccountScope, userId: UserId): Promise<boolean> {
  const rows = await sql`
    delete from identities where account_id = ${accountId} and user_id = ${userId} returning user_id`;
  return rows.length === 1;
}
