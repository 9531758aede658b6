import { type EventId, isId } from "@holdfast/contract";

import { newId } from "../../kernel/ids.ts";

const timeEnd = "evt_".length + 10;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

let lastTime = "";
let made = 0;

/**
 * An id that sorts after those that this process made before it in the same millisecond, up to 1,024 of them: lists keep
 * the order in which things happened. Two of its sixteen random characters count for that; seventy random bits remain.
 */
export function newEventId(now: number): EventId {
  const id = newId("event", now);
  const time = id.slice(0, timeEnd);
  made = time === lastTime ? made + 1 : 0;
  lastTime = time;
  const count = Math.min(made, 1023);
  const ordered = `${time}${alphabet.charAt(count >> 5)}${alphabet.charAt(count & 31)}${id.slice(timeEnd + 2)}`;
  if (!isId("event", ordered)) throw new Error("an event id is malformed");
  return ordered;
}

/** What ids of this millisecond begin with. It sorts before them all, and after all earlier ones. */
export const eventIdFloor = (time: number): string => newId("event", Math.max(0, time)).slice(0, timeEnd);

/** When the event with this id was made, in milliseconds since the epoch. */
export function eventTime(id: EventId): number {
  let time = 0;
  for (const digit of id.slice("evt_".length, timeEnd)) time = time * 32 + alphabet.indexOf(digit);
  return time;
}
