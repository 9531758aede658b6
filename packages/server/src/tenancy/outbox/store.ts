import type { AccountId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import type { AccountScope } from "../directory/index.ts";
import type { OutboxKind } from "./work.ts";

export interface OutboxRow {
  readonly id: string;
  readonly attempts: number;
  readonly payload: Buffer;
}

/**
 * With the commit comes the mark by which the relay finds the account at the time it is due: a trigger sets it, as the
 * last thing that the transaction locks. It is locked until the commit is done, so that nobody removes it who does not
 * see the row yet.
 */
export async function insertRow(
  { sql, accountId }: AccountScope,
  row: { id: string; kind: string; payload: Buffer; delaySeconds: number },
): Promise<void> {
  await sql`
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
      where account_id = ${accountId} and kind = ${claim.kind} and due_at <= clock_timestamp() and failed_at is null
      order by created_at limit ${claim.limit} for update skip locked)
    returning id, attempts, payload_sealed as payload`;
}

/** The mark with it: while a row is leased, the mark may say that nothing is due before the lease ends. */
export async function postponeRow({ sql, accountId }: AccountScope, id: string, delaySeconds: number): Promise<void> {
  await sql`
    with later as (
      update outbox set due_at = clock_timestamp() + make_interval(secs => ${delaySeconds})
      where account_id = ${accountId} and id = ${id} returning due_at
    )
    insert into cell_outbox_accounts (account_id, due_at) select ${accountId}, due_at from later
    on conflict (account_id) do update set due_at = least(cell_outbox_accounts.due_at, excluded.due_at)`;
}

/** Puts a row aside: nobody claims it until it is requeued. */
export async function giveUpRow({ sql, accountId }: AccountScope, id: string, failure: string): Promise<void> {
  await sql`
    update outbox set failed_at = clock_timestamp(), failure = ${failure}
    where account_id = ${accountId} and id = ${id}`;
}

export interface TroubledRow extends OutboxRow {
  readonly createdAt: number;
  /** When it is tried again; past what it says once it is given up. */
  readonly dueAt: number;
  readonly failedAt: number | null;
  readonly failure: string | null;
}

/** Mails that were given up or have been tried `attempts` times, newest first, from before a row on. */
export async function troubledRows(
  { sql, accountId }: AccountScope,
  page: { attempts: number; before: { createdAt: number; id: string } | null; limit: number },
): Promise<TroubledRow[]> {
  const { before } = page;
  return sql<TroubledRow[]>`
    select id, attempts, payload_sealed as payload, date_trunc('milliseconds', created_at) as created_at, due_at,
      failed_at, failure
    from outbox
    where account_id = ${accountId} and kind = 'mail' and (failed_at is not null or attempts >= ${page.attempts})
      ${before === null ? sql`` : sql`and (date_trunc('milliseconds', created_at), id) < (${before.createdAt}::timestamptz, ${before.id})`}
    order by 4 desc, id desc limit ${page.limit}`;
}

/** Makes a mail due at once, as if it had never been tried. @returns whether there was such a row. */
export async function requeueRow({ sql, accountId }: AccountScope, id: string): Promise<boolean> {
  const rows = await sql`
    with again as (
      update outbox set failed_at = null, failure = null, attempts = 0, due_at = clock_timestamp()
      where account_id = ${accountId} and id = ${id} and kind = 'mail' returning id
    ), mark as (
      insert into cell_outbox_accounts (account_id) select ${accountId} from again
      on conflict (account_id) do update set touched_at = clock_timestamp(), due_at = clock_timestamp()
    )
    select id from again`;
  return rows.length === 1;
}

export async function deleteGivenUp({ sql, accountId }: AccountScope, before: number): Promise<void> {
  await sql`delete from outbox where account_id = ${accountId} and failed_at < ${before}`;
}

/**
 * Sets the account's mark to when its next work is due, and removes it when there is none. Whoever is enqueueing holds
 * the mark's lock: then it stays as it is. Two statements, since only the second one sees what committed before the lock.
 */
export async function clearMark({ sql, accountId }: AccountScope): Promise<void> {
  const [mark] = await sql`
    select account_id from cell_outbox_accounts where account_id = ${accountId} for update skip locked`;
  if (mark === undefined) return;
  const [next] = await sql<{ dueAt: number | null }[]>`
    select min(due_at) as due_at from outbox where account_id = ${accountId} and failed_at is null`;
  if (next === undefined || next.dueAt === null) {
    await sql`delete from cell_outbox_accounts where account_id = ${accountId}`;
  } else {
    await sql`update cell_outbox_accounts set due_at = ${next.dueAt} where account_id = ${accountId}`;
  }
}

/** Accounts of one cell that have work which is due. Ids only. */
export async function markedAccounts(cell: Sql): Promise<AccountId[]> {
  const rows = await cell<{ accountId: AccountId }[]>`
    select account_id from cell_outbox_accounts where due_at <= clock_timestamp() order by due_at limit 500`;
  return rows.map((row) => row.accountId);
}
