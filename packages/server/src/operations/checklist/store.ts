import { type ChecklistItem, isChecklistItem, type UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface SignatureRow {
  /** The item; of a person's own, with a slash and whose it is. */
  readonly id: string;
  readonly signedBy: UserId;
  readonly signedAt: number;
  readonly remindAt: number | null;
  readonly noteSealed: Buffer;
}

export async function listSignatures({ sql, accountId }: AccountScope): Promise<SignatureRow[]> {
  return sql<SignatureRow[]>`
    select id, signed_by, signed_at, remind_at, note_sealed
    from checklist_signatures where account_id = ${accountId} order by id`;
}

/** Takes the place of an older signature of the same item. */
export async function upsertSignature({ sql, accountId }: AccountScope, row: SignatureRow): Promise<void> {
  await sql`
    insert into checklist_signatures (account_id, id, signed_by, signed_at, remind_at, note_sealed)
    values (${accountId}, ${row.id}, ${row.signedBy}, ${row.signedAt}, ${row.remindAt}, ${row.noteSealed})
    on conflict (account_id, id) do update set signed_by = excluded.signed_by, signed_at = excluded.signed_at,
      remind_at = excluded.remind_at, note_sealed = excluded.note_sealed`;
}

/** When somebody was last reminded of each item. Items that this program does not know any more are left out. */
export async function readReminders(
  { sql, accountId }: AccountScope,
  userId: UserId,
): Promise<Map<ChecklistItem, number>> {
  const rows = await sql<{ item: string; remindedAt: number }[]>`
    select item, reminded_at from checklist_reminders where account_id = ${accountId} and user_id = ${userId}`;
  return new Map(rows.flatMap(({ item, remindedAt }) => (isChecklistItem(item) ? [[item, remindedAt]] : [])));
}

/** Who was reminded of something after `since`. */
export async function remindedSince({ sql, accountId }: AccountScope, since: number): Promise<Set<UserId>> {
  const rows = await sql<{ userId: UserId }[]>`
    select distinct user_id from checklist_reminders where account_id = ${accountId} and reminded_at > ${since}`;
  return new Set(rows.map(({ userId }) => userId));
}

export async function writeReminders(
  { sql, accountId }: AccountScope,
  { userId, items, now }: { userId: UserId; items: readonly ChecklistItem[]; now: number },
): Promise<void> {
  await sql`
    insert into checklist_reminders (account_id, user_id, item, reminded_at)
    select ${accountId}, ${userId}, item, ${now} from unnest(${[...items]}::text[]) as item
    on conflict (account_id, user_id, item) do update set reminded_at = excluded.reminded_at`;
}
