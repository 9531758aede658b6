import type { InvitationId, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { InvitationRow } from "./invitation.ts";

export async function insertInvitation(
  { sql, accountId }: AccountScope,
  row: InvitationRow & { readonly emailIndex: Buffer; readonly tokenHash: Buffer },
): Promise<void> {
  await sql`
    insert into invitations (account_id, id, email_index, email_sealed, name_sealed, role, invited_by, token_hash,
      created_at, expires_at)
    values (${accountId}, ${row.id}, ${row.emailIndex}, ${row.emailSealed}, ${row.nameSealed}, ${row.role},
      ${row.invitedBy}, ${row.tokenHash}, ${row.createdAt}, ${row.expiresAt})`;
}

/** Newest first, from before an id on; `limit` null: all of them. */
export async function listInvitationRows(
  { sql, accountId }: AccountScope,
  page: { before: string | null; limit: number | null },
): Promise<InvitationRow[]> {
  return sql<InvitationRow[]>`
    select id, email_sealed, name_sealed, role, invited_by, created_at, expires_at
    from invitations
    where account_id = ${accountId} and (${page.before}::text is null or id < ${page.before}::text)
    order by id desc limit ${page.limit}`;
}

/** Locked: of two that decide about it at once, the second finds what the first has left. */
export async function lockInvitation(
  { sql, accountId }: AccountScope,
  id: InvitationId,
): Promise<InvitationRow | null> {
  const [row] = await sql<InvitationRow[]>`
    select id, email_sealed, name_sealed, role, invited_by, created_at, expires_at
    from invitations where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

/** By its token, not locked. One that has run out is not found. */
export async function findInvitationByToken(
  { sql, accountId }: AccountScope,
  token: { tokenHash: Buffer; now: number },
): Promise<InvitationRow | null> {
  const [row] = await sql<InvitationRow[]>`
    select id, email_sealed, name_sealed, role, invited_by, created_at, expires_at
    from invitations where account_id = ${accountId} and token_hash = ${token.tokenHash}
      and expires_at > ${token.now}`;
  return row ?? null;
}

/** The invitation of the address that has one of these indexes. */
export async function findInvitationOf(
  { sql, accountId }: AccountScope,
  indexes: readonly Buffer[],
): Promise<Pick<InvitationRow, "id" | "expiresAt"> | null> {
  const [row] = await sql<Pick<InvitationRow, "id" | "expiresAt">[]>`
    select id, expires_at from invitations where account_id = ${accountId} and email_index in ${sql(indexes)}`;
  return row ?? null;
}

export async function renewInvitation(
  { sql, accountId }: AccountScope,
  renewed: { id: InvitationId; invitedBy: UserId; tokenHash: Buffer; expiresAt: number },
): Promise<void> {
  await sql`
    update invitations set invited_by = ${renewed.invitedBy}, token_hash = ${renewed.tokenHash},
      expires_at = ${renewed.expiresAt}
    where account_id = ${accountId} and id = ${renewed.id}`;
}

export async function deleteInvitation({ sql, accountId }: AccountScope, id: InvitationId): Promise<void> {
  await sql`delete from invitations where account_id = ${accountId} and id = ${id}`;
}

/** Deletes invitations that ran out before `end`. */
export async function deleteExpiredInvitations({ sql, accountId }: AccountScope, end: number): Promise<void> {
  await sql`delete from invitations where account_id = ${accountId} and expires_at < ${end}`;
}

/** @returns how many invitations somebody else stands for now. */
export async function giveInvitations({ sql, accountId }: AccountScope, from: UserId, to: UserId): Promise<number> {
  const { count } = await sql`
    update invitations set invited_by = ${to} where account_id = ${accountId} and invited_by = ${from}`;
  return count;
}
