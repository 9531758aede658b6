import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { MailTokenPurpose } from "./purpose.ts";

/** A new token of a purpose takes the place of the old one. */
export async function replaceToken(
  { sql, accountId }: AccountScope,
  row: { userId: UserId; purpose: MailTokenPurpose; tokenHash: Buffer; expiresAt: number },
): Promise<void> {
  await sql`
    insert into mail_tokens (account_id, user_id, purpose, token_hash, expires_at)
    values (${accountId}, ${row.userId}, ${row.purpose}, ${row.tokenHash}, ${row.expiresAt})
    on conflict (account_id, user_id, purpose)
      do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`;
}

export async function findHolder(
  { sql, accountId }: AccountScope,
  token: { purpose: MailTokenPurpose; tokenHash: Buffer; now: number },
): Promise<UserId | null> {
  const [row] = await sql<{ userId: UserId }[]>`
    select user_id from mail_tokens t join users u using (account_id)
    where account_id = ${accountId} and token_hash = ${token.tokenHash} and purpose = ${token.purpose}
      and expires_at > ${token.now} and u.id = t.user_id and u.suspended_at is null`;
  return row?.userId ?? null;
}

/**
 * Deletes and tells in one statement: of two uses at once, one finds nothing. A suspended user's token is none. The user
 * is locked before the token, as by everything that takes tokens away.
 */
export async function takeToken(
  { sql, accountId }: AccountScope,
  token: { purpose: MailTokenPurpose; tokenHash: Buffer; now: number },
): Promise<UserId | null> {
  const [row] = await sql<{ userId: UserId; expiresAt: number }[]>`
    with holder as materialized (
      select u.id from users u join mail_tokens t on t.account_id = u.account_id and t.user_id = u.id
      where u.account_id = ${accountId} and t.token_hash = ${token.tokenHash} and t.purpose = ${token.purpose}
        and u.suspended_at is null
      for no key update of u
    )
    delete from mail_tokens t using holder
    where t.account_id = ${accountId} and t.token_hash = ${token.tokenHash} and t.purpose = ${token.purpose}
      and t.user_id = holder.id
    returning t.user_id, t.expires_at`;
  return row !== undefined && row.expiresAt > token.now ? row.userId : null;
}

export async function deleteExpiredMailTokens({ sql, accountId }: AccountScope, now: number): Promise<void> {
  await sql`delete from mail_tokens where account_id = ${accountId} and expires_at < ${now}`;
}

/** Makes what was mailed to a user worth nothing. */
export async function deleteMailTokensOf({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from mail_tokens where account_id = ${accountId} and user_id = ${userId}`;
}
