import { type EventId, isId } from "@holdfast/contract";

import { newId } from "../../kernel/ids.ts";

const timeEnd = "evt_".length + 10;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ids made so far of the milliseconds that may still be asked for: events wait to be written, so times come mixed. */
const made = new Map<number, number>();
const timesKept = 4096;

/**
 * An id that sorts after those that this process made before it of the same millisecond, up to 1,024 of them: lists keep
 * the order in which things happened. Two of its sixteen random characters count for that; seventy random bits remain.
 */
export function newEventId(now: number): EventId {
  const id = newId("event", now);
  const count = Math.min(countOf(now), 1023);
  const ordered = `${id.slice(0, timeEnd)}${alphabet.charAt(count >> 5)}${alphabet.charAt(count & 31)}${id.slice(timeEnd + 2)}`;
  if (!isId("event", ordered)) throw new Error("an event id is malformed");
  return ordered;
}

/** How many were made of this millisecond before. */
function countOf(time: number): number {
  const count = made.get(time) ?? 0;
  made.set(time, count + 1);
  if (made.size > timesKept) {
    // A Map keeps the order of insertion.
    const [oldest = time] = made.keys();
    made.delete(oldest);
  }
  return count;
}

/** What ids of this millisecond begin with. It sorts before them all, and after all earlier ones. */
export const eventIdFloor = (time: number): string => newId("event", Math.max(0, time)).slice(0, timeEnd);

/** When the event with this id was made, in milliseconds since the epoch. */
export function eventTime(id: EventId): number {
  let time = 0;
  for (const digit of id.slice("evt_".length, timeEnd)) time = time * 32 + alphabet.indexOf(digit);
  return time;
}
