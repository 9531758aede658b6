import type { IdOf, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export type FamiliarKind = "device" | "network" | "country";

export interface FamiliarMark {
  readonly kind: FamiliarKind;
  readonly markIndex: Buffer;
  readonly lastSeenAt: number;
}

/** More than anybody has; the newest count. */
const mostMarks = 300;

export async function listMarks({ sql, accountId }: AccountScope, userId: UserId): Promise<FamiliarMark[]> {
  return sql<FamiliarMark[]>`
    select kind, mark_index, last_seen_at from familiar_marks
    where account_id = ${accountId} and user_id = ${userId} order by last_seen_at desc limit ${mostMarks}`;
}

/** @returns whether one of these indexes was there. */
export async function touchMark(
  { sql, accountId }: AccountScope,
  indexes: readonly Buffer[],
  now: number,
): Promise<boolean> {
  const rows = await sql`
    update familiar_marks set last_seen_at = greatest(last_seen_at, ${now})
    where account_id = ${accountId} and mark_index in ${sql(indexes)} returning id`;
  return rows.length > 0;
}

/** Of two sign-ins at once with the same new device, one writes it down. */
export async function insertMark(
  { sql, accountId }: AccountScope,
  row: {
    id: IdOf<"familiar">;
    userId: UserId;
    kind: FamiliarKind;
    markIndex: Buffer;
    markSealed: Buffer;
    now: number;
  },
): Promise<void> {
  await sql`
    insert into familiar_marks (account_id, id, user_id, kind, mark_index, mark_sealed, first_seen_at, last_seen_at)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.kind}, ${row.markIndex}, ${row.markSealed}, ${row.now}, ${row.now})
    on conflict (account_id, mark_index) do nothing`;
}

/** Makes everything about a user new again. */
export async function forgetFamiliar({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from familiar_marks where account_id = ${accountId} and user_id = ${userId}`;
}
