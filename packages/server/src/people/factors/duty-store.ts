import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

/** That a user is to set up a second factor. */
interface Duty {
  /** When they were first told. */
  readonly toldAt: number;
  /** Whether a recovery took the factors that they had. */
  readonly recovered: boolean;
}

export async function findDuty({ sql, accountId }: AccountScope, userId: UserId): Promise<Duty | null> {
  const [row] = await sql<Duty[]>`
    select told_at, recovered from factor_duties where account_id = ${accountId} and user_id = ${userId}`;
  return row ?? null;
}

/** The same of somebody of whom a factor is asked: told now, if they never were. */
export async function tellOnce({ sql, accountId }: AccountScope, userId: UserId, now: number): Promise<Duty> {
  const [row] = await sql<Duty[]>`
    insert into factor_duties (account_id, user_id, told_at) values (${accountId}, ${userId}, ${now})
    on conflict (account_id, user_id) do update set told_at = factor_duties.told_at
    returning told_at, recovered`;
  if (row === undefined) throw new Error("an insert returned no row");
  return row;
}

/** The same of several users. In one order, so that no two of these wait for each other. */
export async function tellEach(
  { sql, accountId }: AccountScope,
  users: readonly UserId[],
  now: number,
): Promise<{ userId: UserId; toldAt: number }[]> {
  return sql<{ userId: UserId; toldAt: number }[]>`
    insert into factor_duties (account_id, user_id, told_at)
    select ${accountId}, id, ${now} from unnest(${users.toSorted()}::text[]) as id
    on conflict (account_id, user_id) do update set told_at = factor_duties.told_at
    returning user_id, told_at`;
}

/** Notes that a recovery has taken the factors of a user. */
export async function oweAnew({ sql, accountId }: AccountScope, userId: UserId, now: number): Promise<void> {
  await sql`
    insert into factor_duties (account_id, user_id, told_at, recovered) values (${accountId}, ${userId}, ${now}, true)
    on conflict (account_id, user_id) do update set recovered = true`;
}

/** The duty is done: should it come up again, it runs from then. */
export async function forgetDuty({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from factor_duties where account_id = ${accountId} and user_id = ${userId}`;
}
