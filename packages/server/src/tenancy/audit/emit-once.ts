import type { EventId, UserId } from "@holdfast/contract";
import { canonicalJson, formatEntry, parseEntry } from "@holdfast/proof";

import type { AccountScope } from "../directory/index.ts";
import type { AppEvent, Facts } from "./event.ts";
import { eventTime } from "./event-id.ts";
import { tryOpening } from "./reads.ts";
import { type EventRecord, personalOf, recordOf, subjectOf } from "./record.ts";
import { erasedAmong, type EventRow, insertEvents, readEventRows } from "./store.ts";

/** An event with the id that whoever tells it gave it. Its time is the event's. */
export interface IdentifiedEvent {
  readonly id: EventId;
  readonly told: AppEvent;
}

/** `conflict`: another event has the id, and this one is not written. */
export type OnceOutcome = "written" | "repeated" | "conflict";

/**
 * Writes events that may have been told before: whichever is there already stays as it is. What is personal about people
 * who are erased is left out, for whoever tells may not know of it yet.
 * @throws what `emit` throws; the driver's unique violation where another transaction is writing one of them, which is
 * told apart by trying again
 */
export async function emitOnce(scope: AccountScope, events: readonly IdentifiedEvent[]): Promise<OnceOutcome[]> {
  const erased = await erasedAmong(scope, [...new Set(events.flatMap(({ told }) => subjectOf(told) ?? []))]);
  const rows = await readEventRows(
    scope,
    events.map(({ id }) => id),
  );
  const former = new Map(rows.map((row) => [row.id, storedTelling(scope, row)]));
  const records: EventRecord[] = [];
  const outcomes = events.map(({ id, told }): OnceOutcome => {
    const kept = withoutErased(told, erased);
    const record = recordOf(scope.keys, eventTime(id), kept, id);
    const telling = { entry: bare(Buffer.from(record.entry)), personal: jsonOf(personalOf(kept)), isErased: false };
    const first = former.get(id);
    if (first !== undefined) return isSame(first, telling) ? "repeated" : "conflict";
    former.set(id, telling);
    records.push(record);
    return "written";
  });
  if (records.length > 0) {
    // In one order, whoever writes them: else two that write the same events could wait for each other.
    await insertEvents(
      scope,
      records.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
    scope.afterCommit(() => scope.bell.ring(scope.home));
  }
  return outcomes;
}

/** What two tellings of one event have in common. The commitments differ: each has a salt of its own. */
interface Telling {
  readonly entry: string;
  readonly personal: string | null;
  /** Whether there was a personal part that nobody can read any more. */
  readonly isErased: boolean;
}

function storedTelling({ keys }: AccountScope, row: EventRow): Telling {
  const opening = tryOpening(keys, row);
  const isErased = opening === null && parseEntry(row.entry).personal !== null;
  return { entry: bare(row.entry), personal: opening?.json ?? null, isErased };
}

const isSame = (a: Telling, b: Telling): boolean => a.entry === b.entry && (a.isErased || a.personal === b.personal);

/** An entry without its commitment. */
const bare = (entry: Uint8Array): string => formatEntry({ ...parseEntry(entry), personal: null });

const jsonOf = (personal: Facts): string | null =>
  Object.keys(personal).length === 0 ? null : canonicalJson(personal);

function withoutErased(told: AppEvent, erased: ReadonlySet<UserId>): AppEvent {
  const subject = subjectOf(told);
  return subject !== null && erased.has(subject) ? { ...told, personal: {} } : told;
}
