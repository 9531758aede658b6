import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

/** When a user was first told that a second factor is asked of them: now, if it was never. */
export async function tellOnce({ sql, accountId }: AccountScope, userId: UserId, now: number): Promise<number> {
  const [row] = await sql<{ toldAt: number }[]>`
    insert into factor_duties (account_id, user_id, told_at) values (${accountId}, ${userId}, ${now})
    on conflict (account_id, user_id) do update set told_at = factor_duties.told_at
    returning told_at`;
  if (row === undefined) throw new Error("an insert returned no row");
  return row.toldAt;
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

/** The duty is done: should it come up again, it runs from then. */
export async function forgetDuty({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from factor_duties where account_id = ${accountId} and user_id = ${userId}`;
}
