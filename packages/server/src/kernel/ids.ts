import { type IdKind, type IdOf, idPrefixes, isId, type ProblemCode } from "@holdfast/contract";

import { Problem } from "./problem.ts";
import { drawRandom } from "./random.ts";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Makes an id that sorts by `now` (milliseconds) and carries 80 random bits. */
export const newId = <K extends IdKind>(kind: K, now: number): IdOf<K> => idWith(kind, now, drawRandom(16));

/** The same id for the same 16 bytes: for what has to be named before it is there. */
export function idWith<K extends IdKind>(kind: K, now: number, random: Uint8Array): IdOf<K> {
  let time = "";
  for (let rest = now, i = 0; i < 10; i += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let tail = "";
  // 16 characters of 5 bits; a byte's low 5 bits are uniform.
  for (const byte of random) tail += alphabet.charAt(byte & 31);
  return `${idPrefixes[kind]}_${time}${tail}`;
}

/**
 * The one way a string from outside becomes an id.
 * @throws Problem(`unknown`) when malformed, so that malformed and unknown ids are answered alike.
 */
export function parseId<K extends IdKind>(kind: K, raw: string, unknown: ProblemCode): IdOf<K> {
  if (!isId(kind, raw)) throw new Problem(unknown);
  return raw;
}
