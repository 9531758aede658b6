import type { UserId } from "@holdfast/contract";

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
