import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export async function upsertHash({ sql, accountId }: AccountScope, userId: UserId, hashSealed: Buffer): Promise<void> {
  await sql`
    insert into passwords (account_id, user_id, hash_sealed) values (${accountId}, ${userId}, ${hashSealed})
    on conflict (account_id, user_id) do update set hash_sealed = excluded.hash_sealed, changed_at = now()`;
}

/** Notes whether the password was set through the mailbox of somebody who has second factors. */
export async function noteReset({ sql, accountId }: AccountScope, userId: UserId, byMail: boolean): Promise<void> {
  await sql`
    update passwords set reset_by_mail = ${byMail} where account_id = ${accountId} and user_id = ${userId}`;
}

/** Whether password and mailbox are one proof, not two. */
export async function wasResetByMail({ sql, accountId }: AccountScope, userId: UserId): Promise<boolean> {
  const rows = await sql`
    select from passwords where account_id = ${accountId} and user_id = ${userId} and reset_by_mail`;
  return rows.length === 1;
}

export async function deleteHash({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from passwords where account_id = ${accountId} and user_id = ${userId}`;
}

export async function readHash({ sql, accountId }: AccountScope, userId: UserId): Promise<Buffer | null> {
  const [row] = await sql<{ hashSealed: Buffer }[]>`
    select hash_sealed from passwords where account_id = ${accountId} and user_id = ${userId}`;
  return row?.hashSealed ?? null;
}
