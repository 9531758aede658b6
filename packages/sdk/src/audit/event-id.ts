import type { EventId } from "@holdfast/contract";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/** Two of its sixteen random characters count within a millisecond; seventy random bits remain. */
const counted = 1024;

/**
 * Makes the ids of events: `evt_` and a ULID in lower case. They carry the time, and those of one millisecond sort in the
 * order in which they were made. By its id a server knows an event that it was told before.
 */
export function createEventIds(now: () => number): () => EventId {
  let last = -1;
  let count = 0;
  return () => {
    const time = now();
    count = time === last ? Math.min(count + 1, counted - 1) : 0;
    last = time;
    const order = alphabet.charAt(count >> 5) + alphabet.charAt(count & 31);
    return `evt_${digits(time)}${order}${random(14)}`;
  };
}

function digits(time: number): string {
  let text = "";
  for (let rest = time, n = 0; n < 10; n += 1) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** A byte's low five bits are uniform. */
const random = (length: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet.charAt(byte & 31)).join("");
