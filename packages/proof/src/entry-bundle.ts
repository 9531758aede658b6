import { entryBytesMax } from "./merkle-tree.ts";
import { ProofError } from "./proof-error.ts";

const lengthBytes = 2;

/** The most bytes that a bundle of this many entries can have. */
export const bundleBytesMax = (width: number): number => width * (lengthBytes + entryBytesMax);

/** Frames entries for a file: each after its length, a big-endian uint16 (c2sp.org/tlog-tiles). @throws ProofError `entry.too_large` */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.some((entry) => entry.length > entryBytesMax)) throw new ProofError("entry.too_large");
  const bundle = new Uint8Array(entries.reduce((length, entry) => length + lengthBytes + entry.length, 0));
  let offset = 0;
  for (const entry of entries) {
    bundle.set([entry.length >> 8, entry.length & 0xff], offset);
    bundle.set(entry, offset + lengthBytes);
    offset += lengthBytes + entry.length;
  }
  return bundle;
}

/** A bundle taken apart as far as it goes. `rest` tells whether it held exactly the entries it should. */
export interface SplitBundle {
  readonly entries: readonly Uint8Array[];
  readonly rest: "none" | "truncated" | "trailing_bytes";
}

/** Takes `width` entries out of a bundle. They are views of its bytes, not copies. */
export function splitBundle(bundle: Uint8Array, width: number): SplitBundle {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (entries.length < width) {
    const [high, low] = [bundle[offset], bundle[offset + 1]];
    if (high === undefined || low === undefined) return { entries, rest: "truncated" };
    const start = offset + lengthBytes;
    offset = start + ((high << 8) | low);
    if (offset > bundle.length) return { entries, rest: "truncated" };
    entries.push(bundle.subarray(start, offset));
  }
  return { entries, rest: offset === bundle.length ? "none" : "trailing_bytes" };
}

/** The `width` entries of a bundle. @throws ProofError `bundle.truncated`, `bundle.trailing_bytes` */
export function decodeBundle(bundle: Uint8Array, width: number): readonly Uint8Array[] {
  const { entries, rest } = splitBundle(bundle, width);
  if (rest !== "none") throw new ProofError(`bundle.${rest}`);
  return entries;
}
