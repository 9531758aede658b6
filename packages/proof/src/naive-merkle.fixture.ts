/**
 * The oracle: RFC 6962 §2.1 written down as it stands there, over whole lists of entries, with no thought of speed and
 * nothing taken from the code under test.
 */
import { createHash } from "node:crypto";

type Bytes = Uint8Array;

const sha256 = (...parts: readonly Bytes[]): Bytes => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** "the largest power of two smaller than n" */
function k(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** MTH(D[n]) */
export function naiveRoot(d: readonly Bytes[]): Bytes {
  const [first] = d;
  if (first === undefined) return sha256();
  if (d.length === 1) return sha256(Uint8Array.of(0), first);
  const split = k(d.length);
  return sha256(Uint8Array.of(1), naiveRoot(d.slice(0, split)), naiveRoot(d.slice(split)));
}

/** PATH(m, D[n]) */
export function naivePath(m: number, d: readonly Bytes[]): Bytes[] {
  if (d.length <= 1) return [];
  const split = k(d.length);
  if (m < split) return [...naivePath(m, d.slice(0, split)), naiveRoot(d.slice(split))];
  return [...naivePath(m - split, d.slice(split)), naiveRoot(d.slice(0, split))];
}

/** PROOF(m, D[n]) = SUBPROOF(m, D[n], true) */
export function naiveConsistency(m: number, d: readonly Bytes[], isWholeOlderTree = true): Bytes[] {
  if (m === d.length) return isWholeOlderTree ? [] : [naiveRoot(d)];
  const split = k(d.length);
  if (m <= split) return [...naiveConsistency(m, d.slice(0, split), isWholeOlderTree), naiveRoot(d.slice(split))];
  return [...naiveConsistency(m - split, d.slice(split), false), naiveRoot(d.slice(0, split))];
}

/** The n-th tile at level l (c2sp.org/tlog-tiles): MTH(D[(n·256 + i)·256^l : (n·256 + i + 1)·256^l]) for each i that is whole. */
export function naiveTile(level: number, index: number, d: readonly Bytes[]): Bytes[] {
  const span = 256 ** level;
  const places = Array.from({ length: 256 }, (_, i) => (index * 256 + i) * span);
  return places.filter((start) => start + span <= d.length).map((start) => naiveRoot(d.slice(start, start + span)));
}
