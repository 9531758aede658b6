/** The oracle: RFC 6962 §2.1 and the tiles of c2sp.org/tlog-tiles over whole lists, with no thought of speed. */
import { createHash } from "node:crypto";

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MTH(D[n]) */
export function naiveRoot(entries: readonly Uint8Array[]): Buffer {
  const [first] = entries;
  if (first === undefined) return sha256();
  if (entries.length === 1) return sha256(Uint8Array.of(0), first);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256(Uint8Array.of(1), naiveRoot(entries.slice(0, split)), naiveRoot(entries.slice(split)));
}

/** MTH(D[(index·256 + i)·256^level : (index·256 + i + 1)·256^level]) for each i that is whole. */
export function naiveTile(level: number, index: number, entries: readonly Uint8Array[]): Buffer {
  const span = 256 ** level;
  const starts = Array.from({ length: 256 }, (_, i) => (index * 256 + i) * span);
  const whole = starts.filter((start) => start + span <= entries.length);
  return Buffer.concat(whole.map((start) => naiveRoot(entries.slice(start, start + span))));
}
