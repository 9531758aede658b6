import type { IncidentId, SightingId, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface IncidentRow {
  readonly id: IncidentId;
  readonly userId: UserId;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly closedBy: UserId | null;
  readonly sessionsEnded: number;
  readonly seenSealed: Buffer;
  readonly noteSealed: Buffer | null;
}

export async function insertIncident(
  { sql, accountId }: AccountScope,
  row: Pick<IncidentRow, "id" | "userId" | "openedAt" | "sessionsEnded" | "seenSealed">,
): Promise<void> {
  await sql`
    insert into incidents (account_id, id, user_id, opened_at, sessions_ended, seen_sealed)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.openedAt}, ${row.sessionsEnded}, ${row.seenSealed})`;
}

/** A page of an account's incidents, newest first. */
export async function listIncidentsBefore(
  { sql, accountId }: AccountScope,
  page: { before: string | null; open: boolean | null; limit: number },
): Promise<IncidentRow[]> {
  return sql<IncidentRow[]>`
    select id, user_id, opened_at, closed_at, closed_by, sessions_ended, seen_sealed, note_sealed from incidents
    where account_id = ${accountId} and (${page.before}::text is null or id < ${page.before})
      and (${page.open}::boolean is null or (closed_at is null) = ${page.open})
    order by id desc limit ${page.limit}`;
}

export async function findIncident({ sql, accountId }: AccountScope, id: IncidentId): Promise<IncidentRow | null> {
  const [row] = await sql<IncidentRow[]>`
    select id, user_id, opened_at, closed_at, closed_by, sessions_ended, seen_sealed, note_sealed from incidents
    where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

/** The same, locked: of two who close it at once, one does. */
export async function lockIncident({ sql, accountId }: AccountScope, id: IncidentId): Promise<IncidentRow | null> {
  const [row] = await sql<IncidentRow[]>`
    select id, user_id, opened_at, closed_at, closed_by, sessions_ended, seen_sealed, note_sealed from incidents
    where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

export async function updateClosed(
  { sql, accountId }: AccountScope,
  row: { id: IncidentId; closedAt: number; closedBy: UserId; noteSealed: Buffer },
): Promise<void> {
  await sql`
    update incidents set closed_at = ${row.closedAt}, closed_by = ${row.closedBy}, note_sealed = ${row.noteSealed}
    where account_id = ${accountId} and id = ${row.id}`;
}

export async function insertLink(
  { sql, accountId }: AccountScope,
  row: LinkRow & { tokenHash: Buffer; expiresAt: number },
): Promise<void> {
  await sql`
    insert into not_me_links (account_id, token_hash, user_id, sighting_id, since, expires_at)
    values (${accountId}, ${row.tokenHash}, ${row.userId}, ${row.sightingId}, ${row.since}, ${row.expiresAt})`;
}

export interface LinkRow {
  readonly userId: UserId;
  /** The sign-in that it disowns; null where it disowns what was added without one. */
  readonly sightingId: SightingId | null;
  /** Else the moment when that was added. */
  readonly since: number | null;
}

/**
 * Deletes and tells in one statement: of two uses at once, one finds nothing. The user is locked before the link, as by
 * everything that ends their sessions; a suspended user's link is none.
 */
export async function takeLink(
  { sql, accountId }: AccountScope,
  link: { tokenHash: Buffer; now: number },
): Promise<LinkRow | null> {
  const [row] = await sql<(LinkRow & { expiresAt: number })[]>`
    with holder as materialized (
      select u.id from users u join not_me_links l on l.account_id = u.account_id and l.user_id = u.id
      where u.account_id = ${accountId} and l.token_hash = ${link.tokenHash} and u.suspended_at is null
      for no key update of u
    )
    delete from not_me_links l using holder
    where l.account_id = ${accountId} and l.token_hash = ${link.tokenHash} and l.user_id = holder.id
    returning l.user_id, l.sighting_id, l.since, l.expires_at`;
  return row !== undefined && row.expiresAt > link.now ? row : null;
}

export async function deleteLinksOf({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from not_me_links where account_id = ${accountId} and user_id = ${userId}`;
}

export async function deleteExpiredLinks({ sql, accountId }: AccountScope, now: number): Promise<void> {
  await sql`delete from not_me_links where account_id = ${accountId} and expires_at < ${now}`;
}

/** How many incidents there are, and how many nobody has closed. */
export async function countIncidents({ sql, accountId }: AccountScope): Promise<{ all: number; open: number }> {
  const [row] = await sql<{ all: number; open: number }[]>`
    select count(*) as all, count(*) filter (where closed_at is null) as open
    from incidents where account_id = ${accountId}`;
  return row ?? { all: 0, open: 0 };
}
