import type { AccountId, UserId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { type Offboarding, type OffboardingRow, type StepName, stepNames, type StepRow } from "./offboarding.ts";

/** Begins an offboarding, in place of one that was cancelled. */
export async function insertOffboarding({ sql, accountId }: AccountScope, row: Offboarding): Promise<void> {
  await sql`delete from offboardings where account_id = ${accountId} and user_id = ${row.userId}`;
  await sql`
    insert into offboardings (account_id, user_id, started_by, successor, started_at)
    values (${accountId}, ${row.userId}, ${row.startedBy}, ${row.successor}, ${row.startedAt})`;
  for (const { step, dueAt, doneAt, affected } of row.steps) {
    await sql`
      insert into offboarding_steps (account_id, user_id, step, due_at, done_at, affected)
      values (${accountId}, ${row.userId}, ${step}, ${dueAt}, ${doneAt}, ${affected})`;
  }
}

export async function readOffboarding(scope: AccountScope, userId: UserId): Promise<Offboarding | null> {
  const { sql, accountId } = scope;
  const [row] = await sql<OffboardingRow[]>`
    select user_id, started_by, successor, started_at, cancelled_at
    from offboardings where account_id = ${accountId} and user_id = ${userId}`;
  return row === undefined ? null : withSteps(scope, row);
}

/** Where an offboarding stands in the list of them. */
export type OffboardingPlace = Pick<Offboarding, "startedAt" | "userId">;

/** The newest first. */
export async function listOffboardingRows(
  scope: AccountScope,
  { before, limit, running }: { before: OffboardingPlace | null; limit: number; running: boolean },
): Promise<Offboarding[]> {
  const { sql, accountId } = scope;
  const rows = await sql<OffboardingRow[]>`
    select user_id, started_by, successor, started_at, cancelled_at
    from offboardings o where account_id = ${accountId}
      ${before === null ? sql`` : sql`and (started_at, user_id) < (${before.startedAt}::timestamptz, ${before.userId})`}
      and (not ${running} or cancelled_at is null and exists (
        select from offboarding_steps s
        where s.account_id = o.account_id and s.user_id = o.user_id and s.done_at is null))
    order by started_at desc, user_id desc limit ${limit}`;
  const all = [];
  for (const row of rows) all.push(await withSteps(scope, row));
  return all;
}

async function withSteps({ sql, accountId }: AccountScope, row: OffboardingRow): Promise<Offboarding> {
  const steps = await sql<StepRow[]>`
    select step, due_at, done_at, affected from offboarding_steps
    where account_id = ${accountId} and user_id = ${row.userId}`;
  return { ...row, steps: steps.toSorted((a, b) => stepNames.indexOf(a.step) - stepNames.indexOf(b.step)) };
}

export async function cancelRow({ sql, accountId }: AccountScope, userId: UserId, now: number): Promise<void> {
  await sql`
    update offboardings set cancelled_at = ${now} where account_id = ${accountId} and user_id = ${userId}`;
}

export async function finishStep(
  { sql, accountId }: AccountScope,
  done: { userId: UserId; step: StepName; now: number; affected: number },
): Promise<void> {
  await sql`
    update offboarding_steps set done_at = ${done.now}, affected = ${done.affected}
    where account_id = ${accountId} and user_id = ${done.userId} and step = ${done.step}`;
}

/** Steps whose time has come, as they are to be taken: person by person, in the order of the steps. */
export async function dueSteps(
  { sql, accountId }: AccountScope,
  now: number,
): Promise<{ userId: UserId; step: StepName }[]> {
  const rows = await sql<{ userId: UserId; step: StepName }[]>`
    select s.user_id, s.step from offboarding_steps s join offboardings o using (account_id, user_id)
    where account_id = ${accountId} and s.done_at is null and s.due_at <= ${now} and o.cancelled_at is null
    order by s.user_id`;
  return rows.toSorted(
    (a, b) => a.userId.localeCompare(b.userId) || stepNames.indexOf(a.step) - stepNames.indexOf(b.step),
  );
}

/** Steps that are still to be taken in offboardings under way, and how many of them are late. */
export async function countOverdueSteps(
  { sql, accountId }: AccountScope,
  now: number,
): Promise<{ steps: number; overdue: number }> {
  const [row] = await sql<{ steps: number; overdue: number }[]>`
    select count(*) as steps, count(*) filter (where s.due_at < ${now}) as overdue
    from offboarding_steps s join offboardings o using (account_id, user_id)
    where account_id = ${accountId} and s.done_at is null and o.cancelled_at is null`;
  return row ?? { steps: 0, overdue: 0 };
}

/** Notes when there is something to do next in the account. In the transaction of whatever changes that. */
export async function markNext({ sql, accountId }: AccountScope): Promise<void> {
  await sql`
    with next as (
      select min(s.due_at) as due_at from offboarding_steps s join offboardings o using (account_id, user_id)
      where account_id = ${accountId} and s.done_at is null and o.cancelled_at is null
    ), marked as (
      insert into cell_offboardings (account_id, due_at) select ${accountId}, due_at from next where due_at is not null
      on conflict (account_id) do update set due_at = excluded.due_at
    )
    delete from cell_offboardings where account_id = ${accountId}
      and not exists (select from next where due_at is not null)`;
}

/** Accounts of one cell in which a step is due. Ids only. */
export async function accountsDue(cell: Sql, now: number): Promise<AccountId[]> {
  const rows = await cell<{ accountId: AccountId }[]>`
    select account_id from cell_offboardings where due_at <= ${new Date(now).toISOString()} order by due_at limit 500`;
  return rows.map(({ accountId }) => accountId);
}

/** How many accounts of one cell have offboardings under way, and in how many a step is late. */
export async function countDue(cell: Sql, late: number): Promise<{ waiting: number; late: number }> {
  const [row] = await cell<{ waiting: number; late: number }[]>`
    select count(*) as waiting, count(*) filter (where due_at < ${new Date(late).toISOString()}) as late
    from cell_offboardings`;
  return row ?? { waiting: 0, late: 0 };
}
