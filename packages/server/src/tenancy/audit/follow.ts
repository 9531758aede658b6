import type { EventId } from "@holdfast/contract";
import { type Entry, parseEntry } from "@holdfast/proof";

import { eventIdFloor } from "./event-id.ts";
import { hasOthers, hasUnplaced, type PlacedRow, readIndexSince, readPlaced, readPlacedEvent } from "./follow-store.ts";
import { type LogReader, readLog } from "./store.ts";

/** What of an event may leave the account: its entry, and where it stands. The personal part is not in it. */
export interface PlacedEvent {
  readonly index: number;
  readonly id: EventId;
  readonly entry: Entry;
}

/** The place that the next event of the log will have. Places have no gaps and only grow, so they are what a cursor counts. */
export const logEnd = async (reader: LogReader): Promise<number> => (await readLog(reader))?.size ?? 0;

/** Up to `limit` events from a place on, in order, and the place to go on from. What was pruned is passed over. */
export async function followLog(
  reader: LogReader,
  start: number,
  limit: number,
): Promise<{ events: PlacedEvent[]; next: number }> {
  const end = await logEnd(reader);
  const rows = await readPlaced(reader, { start, end, limit });
  const last = rows.at(-1);
  const next = rows.length === limit && last !== undefined ? last.index + 1 : Math.max(start, end);
  return { events: rows.map((row) => placed(reader, row)), next };
}

/** Null for an event that has no place yet, was pruned or was never there. */
export async function findPlaced(reader: LogReader, id: EventId): Promise<PlacedEvent | null> {
  const row = await readPlacedEvent(reader, id);
  return row === null ? null : placed(reader, row);
}

/** From which place on events are of this time or later. */
export const placeSince = async (reader: LogReader, time: number): Promise<number> =>
  (await readIndexSince(reader, eventIdFloor(time))) ?? logEnd(reader);

/** What reading the log for somebody leaves in it: it goes along with the next event, and is no reason to read again. */
const ownTraces = ["key.unwrapped"];

/** Whether the log has something new from a place on, and whether something waits for its place. Opens no keys. */
export async function lookAhead(reader: LogReader, start: number): Promise<{ isThere: boolean; isComing: boolean }> {
  return { isThere: await hasOthers(reader, { start, besides: ownTraces }), isComing: await hasUnplaced(reader) };
}

function placed({ accountId }: LogReader, { index, id, entry: bytes }: PlacedRow): PlacedEvent {
  const entry = parseEntry(bytes);
  if (entry.account !== accountId || entry.id !== id) throw new Error("an audit entry stands in another's place");
  return { index, id, entry };
}
