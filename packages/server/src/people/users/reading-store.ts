import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export async function readReading({ sql, accountId }: AccountScope, id: UserId): Promise<Buffer | null> {
  const [row] = await sql<{ readingSealed: Buffer | null }[]>`
    select reading_sealed from users where account_id = ${accountId} and id = ${id}`;
  return row?.readingSealed ?? null;
}

export async function updateReading({ sql, accountId }: AccountScope, id: UserId, sealed: Buffer): Promise<void> {
  await sql`update users set reading_sealed = ${sealed} where account_id = ${accountId} and id = ${id}`;
}

export async function readBounce({ sql, accountId }: AccountScope, id: UserId): Promise<number | null> {
  const [row] = await sql<{ emailBouncedAt: number | null }[]>`
    select email_bounced_at from users where account_id = ${accountId} and id = ${id}`;
  return row?.emailBouncedAt ?? null;
}

/** @returns whether that was new. */
export async function updateBounce(
  { sql, accountId }: AccountScope,
  id: UserId,
  bouncedAt: number | null,
): Promise<boolean> {
  const rows = await sql`
    update users set email_bounced_at = ${bouncedAt}
    where account_id = ${accountId} and id = ${id} and (email_bounced_at is null) <> (${bouncedAt}::timestamptz is null)
    returning id`;
  return rows.length === 1;
}
