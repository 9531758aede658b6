import type { SightingId, SightingOutcome, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

export interface SightingRow {
  readonly id: SightingId;
  readonly userId: UserId;
  readonly at: number;
  readonly outcome: SightingOutcome;
  readonly seenSealed: Buffer;
}

export async function insertSighting({ sql, accountId }: AccountScope, row: SightingRow): Promise<void> {
  await sql`
    insert into sightings (account_id, id, user_id, at, outcome, seen_sealed)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.at}, ${row.outcome}, ${row.seenSealed})`;
}

/** The newest sign-ins of a user that succeeded, newest first. */
export async function listSuccesses({ sql, accountId }: AccountScope, userId: UserId): Promise<SightingRow[]> {
  return sql<SightingRow[]>`
    select id, user_id, at, outcome, seen_sealed from sightings
    where account_id = ${accountId} and user_id = ${userId} and outcome = 'signed_in' order by at desc limit 60`;
}

export async function countRefused({ sql, accountId }: AccountScope, userId: UserId, since: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from sightings
    where account_id = ${accountId} and user_id = ${userId} and outcome = 'refused' and at > ${since}`;
  return row?.count ?? 0;
}

/** A page of an account's sightings, newest first. */
export async function listSightingsBefore(
  { sql, accountId }: AccountScope,
  page: { before: string | null; userId: string | null; limit: number },
): Promise<SightingRow[]> {
  return sql<SightingRow[]>`
    select id, user_id, at, outcome, seen_sealed from sightings
    where account_id = ${accountId} and (${page.before}::text is null or id < ${page.before})
      and (${page.userId}::text is null or user_id = ${page.userId})
    order by id desc limit ${page.limit}`;
}

export async function findSighting({ sql, accountId }: AccountScope, id: SightingId): Promise<SightingRow | null> {
  const [row] = await sql<SightingRow[]>`
    select id, user_id, at, outcome, seen_sealed from sightings where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

export async function deleteSightings({ sql, accountId }: AccountScope, end: number): Promise<void> {
  await sql`delete from sightings where account_id = ${accountId} and at < ${end}`;
}
