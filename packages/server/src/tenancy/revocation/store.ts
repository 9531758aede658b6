import type { Sql } from "../../platform/postgres/index.ts";
import type { Entry, Revocation } from "./entry.ts";
import type { Answer, Position } from "./memory-trust.ts";

/** NOTIFY channel; the payload is the newest `seq`. Only ever a hint. */
export const hintChannel = "holdfast_revocations";

const pageSize = 1000;

/**
 * Appends entries, all or none, and commits. One statement, so that no lock waits for this process between statements:
 * a publisher that freezes half-way would stop every other. With a synchronous standby the commit waits for it,
 * whatever ordinary traffic does, because a failover must not bring revoked sessions back.
 */
export async function appendEntries(directory: Sql, revocations: readonly Revocation[]): Promise<Entry[]> {
  const count = revocations.length;
  const entries = await directory<Entry[]>`
    with durable as (
      select set_config('synchronous_commit', 'on', true) as level
    ), head as (
      update revocation_head set seq = seq + ${count} where only_row returning seq
    ), appended as (
      insert into revocations (seq, account_id, kind, subject)
      select (select seq from head) - ${count} + r.place, r.account_id, r.kind, r.subject
      from unnest(
        ${revocations.map((r) => r.accountId)}::text[],
        ${revocations.map((r) => r.kind)}::text[],
        ${revocations.map((r) => r.subject)}::text[]
      ) with ordinality as r (account_id, kind, subject, place)
      where (select level from durable) = 'on'
      returning seq, mark, account_id, kind, subject, committed_at
    ), hint as (
      select pg_notify(${hintChannel}, seq::text) from head limit 1
    )
    select appended.* from hint, appended order by seq`;
  return [...entries];
}

/**
 * One round of a node: acknowledges `position`, renews the lease, and reads on. What it reads is not acknowledged by
 * it: it is not applied yet. A position that this log does not have (it was restored) acknowledges nothing. Nor is anything
 * after `heldAt` acknowledged, where somebody whom this node has lent trust has not applied it yet.
 *
 * `clock_timestamp()` is taken under the row's lock: a delayed statement of a given-up round cannot shorten the lease.
 */
export async function renewAndRead(
  directory: Sql,
  node: {
    readonly id: string;
    readonly leaseMs: number;
    readonly position: Position | null;
    readonly heldAt: number | null;
  },
): Promise<Answer> {
  const { seq, mark } = node.position ?? { seq: null, mark: null };
  const lease = `${node.leaseMs} milliseconds`;
  const rows = await directory<({ epoch: string | null } & (Entry | { seq: null }))[]>`
    with renewed as (
      insert into revocation_nodes as node (node_id, applied, lease_ms, lease_until)
      select ${node.id}, least(coalesce(max(r.seq), 0), ${node.heldAt}::bigint), ${node.leaseMs}, clock_timestamp() + ${lease}::interval
      from revocations r where r.seq = ${seq} and r.mark = ${mark}
      on conflict (node_id) do update
      set applied = excluded.applied, lease_until = clock_timestamp() + ${lease}::interval
    )
    select (select epoch from revocation_epoch) as epoch, r.*
    from (values (true)) as always left join lateral (
      select seq, mark, account_id, kind, subject, committed_at from revocations
      where seq >= coalesce(${seq}, (select max(seq) from revocations))
      order by seq limit ${pageSize}
    ) r on true
    order by r.seq`;
  const entries = rows.filter((row): row is Entry & { epoch: string | null } => row.seq !== null);
  return { epoch: rows[0]?.epoch ?? null, entries, complete: entries.length < pageSize };
}

/** The newest entries up to a place, oldest first. */
export async function readNewest(directory: Sql, { upTo, limit }: { upTo: number; limit: number }): Promise<Entry[]> {
  const newest = await directory<Entry[]>`
    select seq, mark, account_id, kind, subject, committed_at from revocations
    where seq <= ${upTo} order by seq desc limit ${limit}`;
  return newest.toReversed();
}

/** Notes that the table of leases starts anew. Until the epoch is one lease old, there may be leases it knows nothing of. */
export async function beginEpoch(directory: Sql): Promise<void> {
  await directory`insert into revocation_epoch default values on conflict do nothing`;
}

/** How far an entry has come, as the leases show it. */
export interface Progress {
  /** Whether the log still has the entry; a failover to a standby that lagged loses it. */
  readonly logged: boolean;
  readonly acknowledged: number;
  readonly expired: number;
  /** Nodes that may still trust a memory without it. */
  readonly waiting: number;
  /** Whether every lease that can still run is in the table; null when a crash has emptied it. */
  readonly complete: boolean | null;
  /** Of the nodes in the table; 0 when there is none. */
  readonly longestLeaseMs: number;
  readonly at: number;
  /** Milliseconds since just before the commit. */
  readonly milliseconds: number;
}

/** A lease is held against `now()`, the time before this statement's snapshot: what was renewed since is not missed. */
export async function readProgress(directory: Sql, entry: Entry, leaseMs: number): Promise<Progress> {
  const [progress] = await directory<[Progress]>`
    select
      exists (select from revocations where seq = ${entry.seq} and mark = ${entry.mark}) as logged,
      count(*) filter (where applied >= ${entry.seq})::int as acknowledged,
      count(*) filter (where applied < ${entry.seq} and lease_until < now())::int as expired,
      count(*) filter (where applied < ${entry.seq} and lease_until >= now())::int as waiting,
      coalesce(max(lease_ms), 0) as longest_lease_ms,
      (select since + greatest(${leaseMs}, max(node.lease_ms)) * interval '1 millisecond' <= now()
        from revocation_epoch) as complete,
      clock_timestamp() as at,
      (select extract(epoch from clock_timestamp() - committed_at) * 1000 from revocations where seq = ${entry.seq})::float8
        as milliseconds
    from revocation_nodes node`;
  return progress;
}

export async function deleteNode(directory: Sql, nodeId: string): Promise<void> {
  await directory`delete from revocation_nodes where node_id = ${nodeId}`;
}

/**
 * Forgets nodes that have been gone for a minute, and the oldest entries up to the first that is younger than
 * `retentionMs`. The newest stays: it is where nodes stand.
 */
export async function prune(directory: Sql, retentionMs: number): Promise<void> {
  await directory`delete from revocation_nodes where lease_until < now() - interval '1 minute'`;
  await directory`
    delete from revocations where seq < coalesce(
      (select min(seq) from revocations where committed_at >= now() - ${retentionMs} * interval '1 millisecond'),
      (select max(seq) from revocations))`;
}
