import type { Sql } from "../postgres/index.ts";
import { countedSlots, type LimitPolicy, slotMsOf } from "./policy.ts";

export interface Ask {
  /** 128 bits in hex. */
  readonly key: string;
  readonly policy: LimitPolicy;
  readonly wanted: number;
}

/** A row after units were handed out of it. */
export interface Holding {
  readonly key: string;
  readonly slot: number;
  readonly total: number;
  readonly marks: readonly number[];
  readonly granted: number;
  readonly nowMs: number;
}

/**
 * Hands out of each count as many of the wanted units as its quota still has, in one statement. Rows are taken in the
 * order of their keys, so two processes cannot wait for each other. Time is the database's, on which all processes
 * agree; `now` replaces it where a test moves time.
 *
 * A row one slot ahead is another statement's, which saw the slot begin while this one waited for the row; a row further
 * ahead was written before the database's clock was set back, and goes on from the new time with its counts.
 */
export async function handOut(sql: Sql, asks: readonly Ask[], now: number | null): Promise<Holding[]> {
  const rows = await sql<Holding[]>`
    with moment as (select coalesce(${now}::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now_ms)
    insert into rate_limits as held (key, quota, slot_ms, slot, total, marks, granted)
    select key, quota, slot_ms, now_ms / slot_ms, least(wanted, quota), array_fill(0, array[${countedSlots}::integer]),
      least(wanted, quota)
    from moment, unnest(
      ${asks.map((ask) => ask.key)}::uuid[],
      ${asks.map((ask) => ask.policy.quota)}::integer[],
      ${asks.map((ask) => slotMsOf(ask.policy))}::integer[],
      ${asks.map((ask) => ask.wanted)}::integer[]
    ) as asked (key, quota, slot_ms, wanted)
    order by key
    on conflict (key) do update set
      quota = excluded.quota,
      slot = case when excluded.slot < held.slot - 1 then excluded.slot else greatest(held.slot, excluded.slot) end,
      marks = case when excluded.slot <= held.slot then held.marks else
        (array_fill(held.total, array[least(excluded.slot - held.slot, ${countedSlots})::integer]) || held.marks)
          [1:${countedSlots}] end,
      total = held.total + rate_limit_grant(excluded.granted, excluded.quota, held.total,
        held.marks[${countedSlots} - least(greatest(excluded.slot - held.slot, 0), ${countedSlots})]),
      granted = rate_limit_grant(excluded.granted, excluded.quota, held.total,
        held.marks[${countedSlots} - least(greatest(excluded.slot - held.slot, 0), ${countedSlots})])
    returning key, slot, total, marks, granted, (select now_ms from moment)`;
  return rows.map((row) => ({ ...row, key: row.key.replaceAll("-", "") }));
}

/** Deletes the rows that no window counts any more. */
export async function deletePast(sql: Sql, now: number | null): Promise<number> {
  const { count } = await sql`
    delete from rate_limits where (slot + ${countedSlots}) * slot_ms <=
      coalesce(${now}::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
  return count;
}
