import type { EventId } from "@holdfast/contract";

import type { LogReader } from "./store.ts";

export interface PlacedRow {
  readonly index: number;
  readonly id: EventId;
  readonly entry: Buffer;
}

/** The entries from `start` on and below `end`, in order; those that are gone are left out. */
export async function readPlaced(
  { sql, accountId }: LogReader,
  { start, end, limit }: { start: number; end: number; limit: number },
): Promise<PlacedRow[]> {
  return sql<PlacedRow[]>`
    select l.index, e.id, e.entry from audit_leaves l
    join audit_events e on e.account_id = l.account_id and e.id = l.event_id
    where l.account_id = ${accountId} and l.index >= ${start} and l.index < ${end} order by l.index limit ${limit}`;
}

/** Of one event, once it has a place. */
export async function readPlacedEvent({ sql, accountId }: LogReader, id: EventId): Promise<PlacedRow | null> {
  const [row] = await sql<PlacedRow[]>`
    select l.index, e.id, e.entry from audit_events e
    join audit_leaves l on l.account_id = e.account_id and l.event_id = e.id
    where e.account_id = ${accountId} and e.id = ${id}`;
  return row ?? null;
}

/** The place of the first event whose id is at or above `floor`; null when all are below. */
export async function readIndexSince({ sql, accountId }: LogReader, floor: string): Promise<number | null> {
  const [row] = await sql<{ index: number | null }[]>`
    select min(l.index) as index from audit_events e
    join audit_leaves l on l.account_id = e.account_id and l.event_id = e.id
    where e.account_id = ${accountId} and e.id >= ${floor}`;
  return row?.index ?? null;
}

/** Whether somebody would be told of something new: from `start` on there is another event than these. */
export async function hasOthers(
  { sql, accountId }: LogReader,
  { start, besides }: { start: number; besides: readonly string[] },
): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (
      select from audit_leaves l join audit_events e on e.account_id = l.account_id and e.id = l.event_id
      where l.account_id = ${accountId} and l.index >= ${start} and e.event <> all (${[...besides]}::text[])) as found`;
  return row?.found ?? false;
}

/** Whether events of the account wait for their places. */
export async function hasUnplaced({ sql, accountId }: LogReader): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from cell_audit_queue where account_id = ${accountId}) as found`;
  return row?.found ?? false;
}

/** What has happened and has no place yet: events of the last second, as a rule. */
export async function readUnplaced({ sql, accountId }: LogReader): Promise<{ id: EventId; event: string }[]> {
  return sql<{ id: EventId; event: string }[]>`
    select e.id, e.event from cell_audit_queue q cross join unnest(q.event_ids) as waiting (id)
    join audit_events e on e.account_id = q.account_id and e.id = waiting.id
    where q.account_id = ${accountId}`;
}
