import {
  type EventId,
  type EventView,
  isAppEventName,
  isEventName,
  isId,
  type QueryOf,
  type routes,
} from "@holdfast/contract";
import { encodeBase64Url, type Fact, formatTlogProof, parseEntry, ProofError, proveInclusion } from "@holdfast/proof";

import { parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../directory/index.ts";
import { type AccountKeys, DecryptFailure } from "../keys/index.ts";
import { eventIdFloor } from "./event-id.ts";
import { type Opening, openOpening } from "./record.ts";
import { type EventRow, readEventRow, readEvents, readLog } from "./store.ts";
import { hashesOf } from "./tree-reader.ts";

export type EventQuery = QueryOf<typeof routes.listEvents>;

const noEvents = { items: [], nextCursor: null };

/** The account's events, newest first. `since` is part of the range, `until` is not. @throws Problem(`request.malformed`) */
export async function listEvents(
  scope: AccountScope,
  query: EventQuery,
): Promise<{ items: EventView[]; nextCursor: string | null }> {
  const { limit = 50, cursor, event, actor, target, outcome } = query;
  // What no event can have, none has; and some of it the database would not even take.
  if (![actor, target].every(isIdOrAbsent) || (event !== undefined && !isNameOfEvent(event))) return noEvents;
  const rows = await readEvents(scope, {
    from: query.since === undefined ? null : eventIdFloor(timeOf("since", query.since)),
    below: lesser(
      cursor === undefined ? null : parseCursor(cursor),
      query.until === undefined ? null : eventIdFloor(timeOf("until", query.until)),
    ),
    event: event ?? null,
    actor: actor ?? null,
    target: target ?? null,
    outcome: outcome ?? null,
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => viewOf(scope, row));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** @throws Problem(`event.not_found`) */
export async function readEvent(scope: AccountScope, rawId: string): Promise<EventView> {
  return viewOf(scope, await findEvent(scope, rawId));
}

/** Everything that proves one event offline. @throws Problem(`event.not_found`), Problem(`event.not_sequenced`) */
export async function readEventProof(scope: AccountScope, rawId: string) {
  const { id, entry, index, openingSealed } = await findEvent(scope, rawId);
  const log = await readLog(scope);
  if (index === null || log === null) throw new Problem("event.not_sequenced");
  const proof = await proveInclusion(hashesOf(scope, log.size), index, log.size);
  return {
    index,
    entry: entry.toString("base64"),
    proof: formatTlogProof({ index, proof, checkpoint: log.checkpoint, extra: null }),
    vkey: log.vkey,
    personal: exported(tryOpening(scope.keys, { id, entry, openingSealed })),
  };
}

async function findEvent(scope: AccountScope, rawId: string): Promise<EventRow> {
  const row = await readEventRow(scope, parseId("event", rawId, "event.not_found"));
  if (row === null) throw new Problem("event.not_found");
  return row;
}

const isNameOfEvent = (raw: string): boolean => isEventName(raw) || isAppEventName(raw);

const isIdOrAbsent = (raw: string | undefined): boolean => raw === undefined || /^[!-~]{1,128}$/.test(raw);

function parseCursor(raw: string): EventId {
  if (!isId("event", raw)) throw malformed("cursor", "not a cursor of this list");
  return raw;
}

function timeOf(field: "since" | "until", raw: string): number {
  const time = Date.parse(raw);
  if (Number.isNaN(time)) throw malformed(field, "not a time");
  return time;
}

const malformed = (field: string, message: string): Problem =>
  new Problem("request.malformed", { errors: [{ field, message }] });

function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** What an event's row says. @throws when the stored entry is not the one that was written under this id. */
function viewOf({ accountId, keys }: AccountScope, row: EventRow): EventView {
  const entry = parseEntry(row.entry);
  if (entry.account !== accountId || entry.id !== row.id) throw new Error("an audit entry stands in another's place");
  const opening = tryOpening(keys, row);
  return {
    id: row.id,
    index: row.index,
    time: entry.time,
    event: entry.event,
    actor: entry.actor,
    target: entry.target,
    outcome: entry.outcome === "success" ? "success" : "refused",
    request: entry.request,
    details: { ...entry.details },
    personal: opening === null ? null : factsOf(opening),
    personalErased: entry.personal !== null && row.openingSealed === null,
  };
}

/**
 * The personal part of an event. Null where there is none, where it was erased, and where it is not what was logged; the
 * keys have reported that, and one damaged row does not hide the others.
 */
export function tryOpening(keys: AccountKeys, row: Pick<EventRow, "id" | "entry" | "openingSealed">): Opening | null {
  if (row.openingSealed === null) return null;
  try {
    return openOpening(keys, row.id, parseEntry(row.entry).personal, row.openingSealed);
  } catch (error) {
    if (error instanceof DecryptFailure || error instanceof ProofError) return null;
    throw error;
  }
}

/** As it is given to those who verify. */
export const exported = (opening: Opening | null): { salt: string; json: string } | null =>
  opening === null ? null : { salt: encodeBase64Url(opening.salt), json: opening.json };

function factsOf({ json }: Opening): Record<string, Fact> {
  const facts: unknown = JSON.parse(json);
  if (!isFacts(facts)) throw new Error("a personal part that was committed to is not flat");
  return facts;
}

const isFacts = (value: unknown): value is Record<string, Fact> =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((fact) => typeof fact !== "object" || fact === null);
