import type { AccountId, EventId, UserId } from "@holdfast/contract";
import { type Hash, hashBytes, type Tile, tileWidth } from "@holdfast/proof";

import type { Sql, TransactionSql } from "../../platform/postgres/index.ts";
import type { AccountScope } from "../directory/index.ts";
import type { EventRecord } from "./record.ts";

/** The state of an account's log: its size, all that growing it needs, and its newest checkpoint. */
export interface LogRow {
  readonly size: number;
  readonly root: Buffer;
  readonly origin: string;
  readonly vkey: string;
  readonly checkpoint: string;
  /** Entries below have been removed. */
  readonly minimumIndex: number;
}

/** Events of one account that wait for a position, with the state of their log; `size` 0 is a log to begin. */
export interface WaitingLog {
  readonly accountId: AccountId;
  /** Rows of the queue that the events stand in. */
  readonly seqs: readonly number[];
  /** Side by side, in the order of the queue. */
  readonly leafHashes: Buffer;
  readonly size: number;
  readonly edge: Buffer;
  readonly root: Buffer | null;
  readonly origin: string | null;
}

/** A log as it is to be stored. */
export interface ExtendedLog {
  readonly waiting: WaitingLog;
  readonly size: number;
  readonly edge: Buffer;
  readonly root: Hash;
  readonly origin: string;
  readonly vkey: string;
  readonly checkpoint: string;
  /** Hashes to add to the end of tiles; levels from 1 up. */
  readonly grown: readonly Pick<Tile, "level" | "index" | "hashes">[];
}

export interface EventRow {
  readonly id: EventId;
  readonly entry: Buffer;
  readonly openingSealed: Buffer | null;
  readonly index: number | null;
}

export interface EventFilter {
  /** Ids at or above. */
  readonly from: string | null;
  /** Ids below. */
  readonly below: string | null;
  readonly event: string | null;
  readonly actor: string | null;
  readonly target: string | null;
  readonly outcome: string | null;
  readonly limit: number;
}

// Lines and blocks, as the functions of 0003_audit.sql take them. No value of a record has a control character: ids and
// names are printable ASCII, JSON escapes them, base64 has none.
const lines = (values: readonly (string | null)[]): string => values.map((value) => value ?? "\x01").join("\n");
const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

const columnsOf = (records: readonly EventRecord[]) => ({
  ids: lines(records.map(({ id }) => id)),
  events: lines(records.map(({ event }) => event)),
  actors: lines(records.map(({ actor }) => actor)),
  targets: lines(records.map(({ target }) => target)),
  outcomes: lines(records.map(({ outcome }) => outcome)),
  subjects: lines(records.map(({ subject }) => subject)),
  entries: lines(records.map(({ entry }) => entry)),
  openings: lines(records.map(({ openingSealed }) => (openingSealed === null ? null : base64(openingSealed)))),
});

/** Writes and queues events in the scope's transaction, in one statement. */
export async function insertEvents({ sql, accountId }: AccountScope, records: readonly EventRecord[]): Promise<void> {
  const [record] = records;
  if (record !== undefined && records.length === 1) return insertOne(sql, accountId, record);
  const c = columnsOf(records);
  await sql`
    select audit_write(${c.ids}, ${c.events}, ${c.actors}, ${c.targets}, ${c.outcomes}, ${c.subjects}, ${c.entries},
      ${c.openings})`;
}

/** Writes and queues events of several accounts in one statement that is a transaction of its own. */
export async function appendEvents(cell: Sql, groups: ReadonlyMap<AccountId, readonly EventRecord[]>): Promise<void> {
  const [[accountId, [record]] = [undefined, []]] = groups;
  const isOne = groups.size === 1 && accountId !== undefined && groups.get(accountId)?.length === 1;
  if (isOne && record !== undefined) return insertOne(cell, accountId, record);
  const blocks = [...groups.values()].map(columnsOf);
  const all = (column: keyof ReturnType<typeof columnsOf>): string => blocks.map((block) => block[column]).join("\x1e");
  await cell`
    select audit_append(${[...groups.keys()].join("\n")}, ${all("ids")}, ${all("events")}, ${all("actors")},
      ${all("targets")}, ${all("outcomes")}, ${all("subjects")}, ${all("entries")}, ${all("openings")})`;
}

/**
 * The same for a single event, without the lists: half the time in the database. The account is bound by the statement
 * itself, for one that is a transaction of its own; inside a scope it is the scope's.
 */
async function insertOne(sql: Sql | TransactionSql, accountId: AccountId, record: EventRecord): Promise<void> {
  const { id, event, actor, target, outcome, subject, entry, openingSealed } = record;
  await sql`
    select audit_write_one(${accountId}, ${id}, ${event}, ${actor}, ${target}, ${outcome}, ${subject}, ${entry},
      ${openingSealed})`;
}

/** Makes the transaction the database's only sequencer; no rows when nothing waits or another one is at work. */
export async function takeWaiting(
  sql: TransactionSql,
  wish: { eventsLimit: number; skipped: readonly AccountId[]; only: AccountId | null },
): Promise<WaitingLog[]> {
  return sql<WaitingLog[]>`
    select account_id, seqs::int8[], leaf_hashes, coalesce(size, 0) as size, coalesce(edge, '') as edge, root, origin
    from audit_take(${wish.eventsLimit}, ${[...wish.skipped]}::text[], ${wish.only}::text)`;
}

/** Gives what was taken its positions. */
export async function extendLogs(sql: TransactionSql, logs: readonly ExtendedLog[]): Promise<void> {
  const tiles = logs.flatMap(({ waiting: { accountId }, grown }) => grown.map((tile) => ({ ...tile, accountId })));
  const ofLogs = (value: (log: ExtendedLog) => string | number): string => logs.map(value).join("\n");
  const ofTiles = (value: (tile: (typeof tiles)[number]) => string | number): string => tiles.map(value).join("\n");
  await sql`
    select audit_extend(
      ${ofLogs((log) => log.waiting.accountId)}, ${ofLogs((log) => log.waiting.seqs.join(","))},
      ${ofLogs((log) => log.waiting.size)}, ${ofLogs((log) => log.size)}, ${ofLogs((log) => base64(log.edge))},
      ${ofLogs((log) => base64(log.root))}, ${ofLogs((log) => log.origin)}, ${ofLogs((log) => log.vkey)},
      ${ofLogs((log) => base64(Buffer.from(log.checkpoint)))},
      ${ofTiles((tile) => tile.accountId)}, ${ofTiles((tile) => tile.level)}, ${ofTiles((tile) => tile.index)},
      ${ofTiles((tile) => base64(tile.hashes))})`;
}

/** The transaction of a sequencer belongs to no account; to read one log it is bound to that log's. */
export async function bindAccount(sql: TransactionSql, accountId: AccountId): Promise<void> {
  await sql`select set_config('holdfast.account_id', ${accountId}, true)`;
}

/** What was recorded outside the cells: the largest tree that each account's log has signed. */
export interface RecordedHead {
  readonly accountId: AccountId;
  readonly size: number;
  readonly root: Buffer;
}

export async function readRecordedHeads(
  directory: Sql,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, RecordedHead>> {
  const rows = await directory<RecordedHead[]>`
    select account_id, size, root from audit_heads where account_id = any (${[...accounts]}::text[])`;
  return new Map(rows.map((row) => [row.accountId, row]));
}

/**
 * Never lets a recorded head get smaller, whichever process comes last. An account whose creation was given up has no
 * place in the directory any more; its log may still have been in the batch.
 */
export async function recordHeads(
  directory: Sql,
  heads: readonly { accountId: AccountId; origin: string; size: number; root: Uint8Array }[],
): Promise<void> {
  await directory`
    insert into audit_heads (account_id, origin, size, root)
    select account_id, origin, size::bigint, decode(root, 'base64')
    from unnest(string_to_array(${heads.map(({ accountId }) => accountId).join("\n")}, E'\n'),
      string_to_array(${heads.map(({ origin }) => origin).join("\n")}, E'\n'),
      string_to_array(${heads.map(({ size }) => size).join("\n")}, E'\n'),
      string_to_array(${heads.map(({ root }) => base64(root)).join("\n")}, E'\n')) as head (account_id, origin, size, root)
    where exists (select from accounts where id = head.account_id)
    on conflict (account_id) do update
      set origin = excluded.origin, size = excluded.size, root = excluded.root, recorded_at = clock_timestamp()
    where audit_heads.size < excluded.size`;
}

/** What reading one log takes: a transaction that is bound to its account. A scope is one. */
export interface LogReader {
  readonly sql: TransactionSql;
  readonly accountId: AccountId;
}

/** Null before the account's first checkpoint. */
export async function readLog({ sql, accountId }: LogReader): Promise<LogRow | null> {
  const [row] = await sql<LogRow[]>`
    select size, root, origin, vkey, checkpoint, minimum_index from audit_logs where account_id = ${accountId}`;
  return row ?? null;
}

/** The first `width` hashes of a tile; fewer, when it has fewer. */
export async function readHashes(
  { sql, accountId }: LogReader,
  tile: { level: number; index: number; width: number },
): Promise<Buffer> {
  const start = tile.index * tileWidth;
  const [row] =
    tile.level === 0
      ? await sql<{ hashes: Buffer | null }[]>`
          select string_agg(hash, ''::bytea order by index) as hashes from audit_leaves
          where account_id = ${accountId} and index >= ${start} and index < ${start + tile.width}`
      : await sql<{ hashes: Buffer | null }[]>`
          select substring(hashes for ${tile.width * hashBytes}) as hashes from audit_tiles
          where account_id = ${accountId} and level = ${tile.level} and index = ${tile.index}`;
  return row?.hashes ?? Buffer.alloc(0);
}

/** How many of a log's positions from `start` on have a leaf. */
export async function countLeaves({ sql, accountId }: LogReader, start: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from audit_leaves where account_id = ${accountId} and index >= ${start}`;
  return row?.count ?? 0;
}

/** The event of a database that has waited longest for a position; null when none waits. */
export async function readLongestWaiting(cell: Sql): Promise<EventId | null> {
  const [row] = await cell<{ id: EventId }[]>`
    select event_ids[1] as id from cell_audit_queue order by seq limit 1`;
  return row?.id ?? null;
}

/** The entries at these positions, in order; those that are gone are left out. */
export async function readEntries(
  { sql, accountId }: LogReader,
  range: { start: number; end: number },
): Promise<Buffer[]> {
  const rows = await sql<{ entry: Buffer }[]>`
    select e.entry from audit_leaves l join audit_events e on e.account_id = l.account_id and e.id = l.event_id
    where l.account_id = ${accountId} and l.index >= ${range.start} and l.index < ${range.end} order by l.index`;
  return rows.map(({ entry }) => entry);
}

/** Newest first. */
export async function readEvents({ sql, accountId }: LogReader, filter: EventFilter): Promise<EventRow[]> {
  const { from, below, event, actor, target, outcome } = filter;
  return sql<EventRow[]>`
    select e.id, e.entry, e.opening_sealed, l.index from audit_events e
    left join audit_leaves l on l.account_id = e.account_id and l.event_id = e.id
    where e.account_id = ${accountId}
      ${from === null ? sql`` : sql`and e.id >= ${from}`} ${below === null ? sql`` : sql`and e.id < ${below}`}
      ${event === null ? sql`` : sql`and e.event = ${event}`} ${actor === null ? sql`` : sql`and e.actor = ${actor}`}
      ${target === null ? sql`` : sql`and e.target = ${target}`}
      ${outcome === null ? sql`` : sql`and e.outcome = ${outcome}`}
    order by e.id desc limit ${filter.limit}`;
}

export async function readEventRow({ sql, accountId }: LogReader, id: EventId): Promise<EventRow | null> {
  const [row] = await sql<EventRow[]>`
    select e.id, e.entry, e.opening_sealed, l.index from audit_events e
    left join audit_leaves l on l.account_id = e.account_id and l.event_id = e.id
    where e.account_id = ${accountId} and e.id = ${id}`;
  return row ?? null;
}

/** Those of these events that exist. */
export async function readEventRows({ sql, accountId }: AccountScope, ids: readonly EventId[]): Promise<EventRow[]> {
  return sql<EventRow[]>`
    select e.id, e.entry, e.opening_sealed, l.index from audit_events e
    left join audit_leaves l on l.account_id = e.account_id and l.event_id = e.id
    where e.account_id = ${accountId} and e.id = any (${[...ids]}::text[])`;
}

/** Those of these people of whose erasure the log tells. */
export async function erasedAmong(
  { sql, accountId }: AccountScope,
  people: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const rows = await sql<{ person: UserId }[]>`
    select distinct target as person from audit_events
    where account_id = ${accountId} and target = any (${[...people]}::text[]) and event = 'user.erased'`;
  return new Set(rows.map(({ person }) => person));
}

/** Sealed openings at these positions that still exist, in order. */
export async function readOpenings(
  { sql, accountId }: LogReader,
  range: { start: number; end: number },
): Promise<{ index: number; id: EventId; entry: Buffer; openingSealed: Buffer }[]> {
  return sql<{ index: number; id: EventId; entry: Buffer; openingSealed: Buffer }[]>`
    select l.index, e.id, e.entry, e.opening_sealed
    from audit_leaves l join audit_events e on e.account_id = l.account_id and e.id = l.event_id
    where l.account_id = ${accountId} and l.index >= ${range.start} and l.index < ${range.end}
      and e.opening_sealed is not null
    order by l.index`;
}

/** @returns how many openings there were. */
export async function eraseOpenings({ sql, accountId }: AccountScope, subject: UserId): Promise<number> {
  const { count } = await sql`
    update audit_events set subject = null, opening_sealed = null
    where account_id = ${accountId} and subject = ${subject}`;
  return count;
}

/** Who was erased at or after `floor` and is the subject of an event again. */
export async function subjectsErasedSince({ sql, accountId }: AccountScope, floor: string): Promise<UserId[]> {
  const rows = await sql<{ person: UserId }[]>`
    select distinct e.target as person from audit_events e
    where e.account_id = ${accountId} and e.event = 'user.erased' and e.id >= ${floor}
      and exists (select from audit_events s where s.account_id = ${accountId} and s.subject = e.target)`;
  return rows.map(({ person }) => person);
}

/** The first position in a range whose event's id is at or above `floor`; null when all are below. */
export async function firstIndexSince(
  { sql, accountId }: AccountScope,
  range: { start: number; end: number },
  floor: string,
): Promise<number | null> {
  const [row] = await sql<{ index: number }[]>`
    select index from audit_leaves
    where account_id = ${accountId} and index >= ${range.start} and index < ${range.end} and event_id >= ${floor}
    order by index limit 1`;
  return row?.index ?? null;
}

/** Removes what stands at positions below `minimumIndex`, and says so in the log's row. */
export async function pruneEvents({ sql, accountId }: AccountScope, minimumIndex: number): Promise<void> {
  await sql`
    with gone as (
      delete from audit_leaves where account_id = ${accountId} and index < ${minimumIndex} returning event_id
    )
    delete from audit_events where account_id = ${accountId} and id in (select event_id from gone)`;
  await sql`update audit_logs set minimum_index = ${minimumIndex} where account_id = ${accountId}`;
}
