import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { EmailChange } from "./email-change.ts";

/** A new request takes the place of the one that waits. */
export async function replacePending(
  scope: AccountScope,
  row: EmailChange & { readonly oldEmailIndex: Buffer; readonly confirmHash: Buffer },
): Promise<void> {
  const { sql, accountId } = scope;
  await deletePending(scope, row.userId);
  await sql`
    insert into email_changes (account_id, id, user_id, email_sealed, old_email_index, old_email_sealed, confirm_hash,
      requested_at, expires_at)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.emailSealed}, ${row.oldEmailIndex}, ${row.oldEmailSealed},
      ${row.confirmHash}, ${row.requestedAt}, ${row.expiresAt})`;
}

/** @returns whether one was waiting. */
export async function deletePending({ sql, accountId }: AccountScope, userId: UserId): Promise<boolean> {
  const { count } = await sql`
    delete from email_changes where account_id = ${accountId} and user_id = ${userId} and confirmed_at is null`;
  return count > 0;
}

export async function findPending(
  { sql, accountId }: AccountScope,
  wanted: { userId: UserId; now: number },
): Promise<EmailChange | null> {
  const [row] = await sql<EmailChange[]>`
    select id, user_id, email_sealed, old_email_sealed, requested_at, confirmed_at, expires_at from email_changes
    where account_id = ${accountId} and user_id = ${wanted.userId} and confirmed_at is null
      and expires_at > ${wanted.now}`;
  return row ?? null;
}

/** By the hash of the link that is out, to the new address or to the old one. */
export async function findByLink(
  { sql, accountId }: AccountScope,
  link: { column: "confirm_hash" | "undo_hash"; hash: Buffer; now: number },
): Promise<EmailChange | null> {
  const [row] = await sql<EmailChange[]>`
    select id, user_id, email_sealed, old_email_sealed, requested_at, confirmed_at, expires_at from email_changes
    where account_id = ${accountId} and ${sql(link.column)} = ${link.hash} and expires_at > ${link.now}`;
  return row ?? null;
}

export async function markConfirmed(
  { sql, accountId }: AccountScope,
  change: { id: string; now: number; undoHash: Buffer; expiresAt: number },
): Promise<void> {
  await sql`
    update email_changes set confirmed_at = ${change.now}, confirm_hash = null, undo_hash = ${change.undoHash},
      expires_at = ${change.expiresAt}
    where account_id = ${accountId} and id = ${change.id}`;
}

/** Whether a user's address was another one before `since`, and the link that gives it back is still out. */
export async function hasMovedSince(
  { sql, accountId, clock }: AccountScope,
  { userId, since }: { userId: UserId; since: number },
): Promise<boolean> {
  const rows = await sql`
    select from email_changes
    where account_id = ${accountId} and user_id = ${userId} and confirmed_at >= ${since} and expires_at > ${clock()}`;
  return rows.length > 0;
}

/** Deletes a change with every one of the user that came after it, and the one that waits. */
export async function deleteSince(
  { sql, accountId }: AccountScope,
  { userId, requestedAt }: Pick<EmailChange, "userId" | "requestedAt">,
): Promise<void> {
  await sql`
    delete from email_changes
    where account_id = ${accountId} and user_id = ${userId}
      and (requested_at >= ${requestedAt} or confirmed_at is null)`;
}

/** Deletes changes whose link ran out before `end`: they are settled. */
export async function deleteSettledChanges({ sql, accountId }: AccountScope, end: number): Promise<void> {
  await sql`delete from email_changes where account_id = ${accountId} and expires_at < ${end}`;
}
