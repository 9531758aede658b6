import type { AccountId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import type { AccountScope } from "../directory/index.ts";
import type { OutboxKind } from "./work.ts";

export interface OutboxRow {
  readonly id: string;
  readonly attempts: number;
  readonly payload: Buffer;
}

/** One statement: the row, and the mark by which the relay finds the account. The mark is locked against its removal. */
export async function insertRow(
  { sql, accountId }: AccountScope,
  row: { id: string; kind: string; payload: Buffer; delaySeconds: number },
): Promise<void> {
  await sql`
    with mark as (
      insert into cell_outbox_accounts (account_id) values (${accountId})
      on conflict (account_id) do update set touched_at = clock_timestamp()
    )
    insert into outbox (account_id, id, kind, payload_sealed, due_at)
    values (${accountId}, ${row.id}, ${row.kind}, ${row.payload},
      clock_timestamp() + make_interval(secs => ${row.delaySeconds}))`;
}

export async function deleteRow({ sql, accountId }: AccountScope, id: string): Promise<void> {
  await sql`delete from outbox where account_id = ${accountId} and id = ${id}`;
}

/** Takes due rows for `leaseSeconds`: a relay that dies in between leaves them to the next. */
export async function claimRows(
  { sql, accountId }: AccountScope,
  claim: { kind: OutboxKind; limit: number; leaseSeconds: number },
): Promise<OutboxRow[]> {
  return sql<OutboxRow[]>`
    update outbox set attempts = attempts + 1,
      due_at = clock_timestamp() + make_interval(secs => ${claim.leaseSeconds})
    where (account_id, id) in (
      select account_id, id from outbox
      where account_id = ${accountId} and kind = ${claim.kind} and due_at <= clock_timestamp()
      order by created_at limit ${claim.limit} for update skip locked)
    returning id, attempts, payload_sealed as payload`;
}

export async function postponeRow({ sql, accountId }: AccountScope, id: string, delaySeconds: number): Promise<void> {
  await sql`
    update outbox set due_at = clock_timestamp() + make_interval(secs => ${delaySeconds})
    where account_id = ${accountId} and id = ${id}`;
}

/** Removes the account's mark when nothing is left; an enqueue at the same moment holds the mark's lock and keeps it. */
export async function clearMark({ sql, accountId }: AccountScope): Promise<void> {
  await sql`
    delete from cell_outbox_accounts where account_id = ${accountId}
      and not exists (select from outbox where account_id = ${accountId})
      and touched_at < clock_timestamp() - interval '1 second'`;
}

/** Accounts of one cell that have work. Ids only. */
export async function markedAccounts(cell: Sql): Promise<AccountId[]> {
  const rows = await cell<{ accountId: AccountId }[]>`
    select account_id from cell_outbox_accounts order by touched_at limit 500`;
  return rows.map((row) => row.accountId);
}
