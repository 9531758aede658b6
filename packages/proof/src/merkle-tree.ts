import { sha256 } from "#primitives";

/** A SHA-256 digest: a leaf hash, a node hash or a root. */
export type Hash = Uint8Array;

export const hashBytes = 32;
/** Entries are framed by a uint16 length (c2sp.org/tlog-tiles), so none is longer than this. */
export const entryBytesMax = 65_535;

// Scratch of a synchronous computation; the first byte tells leaves from nodes (RFC 6962 §2.1), so that no entry can
// be passed off as a node.
const leafInput = new Uint8Array(1 + entryBytesMax);
const nodeInput = new Uint8Array(1 + 2 * hashBytes);
nodeInput[0] = 0x01;

/** RFC 6962 §2.1: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Hash {
  const length = 1 + entry.length;
  const input = length <= leafInput.length ? leafInput : new Uint8Array(length);
  input.set(entry, 1);
  return sha256(input.subarray(0, length));
}

/** RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right). @throws RangeError when either is not 32 bytes long. */
export function nodeHash(left: Hash, right: Hash): Hash {
  if (left.length !== hashBytes || right.length !== hashBytes) throw new RangeError("A hash has 32 bytes");
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashBytes);
  return sha256(nodeInput);
}

/** The root of the tree without leaves, SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot = (): Hash => sha256(new Uint8Array());

/**
 * The root of a perfect tree: `row` holds its leaves' hashes side by side, a power of two of them.
 * @throws RangeError when it does not.
 */
export function perfectRoot(row: Uint8Array): Hash {
  const width = row.length / hashBytes;
  if (width < 1 || !Number.isInteger(Math.log2(width))) throw new RangeError("A perfect tree has 2^n leaves");
  const hashes = new Uint8Array(row);
  for (let left = width; left > 1; left /= 2) halve(hashes, left);
  return hashes.slice(0, hashBytes);
}

/** Replaces the first `width` hashes by the `width / 2` hashes of the row above. */
function halve(hashes: Uint8Array, width: number): void {
  for (let pair = 0; pair < width / 2; pair++) {
    nodeInput.set(hashes.subarray(2 * pair * hashBytes, 2 * (pair + 1) * hashBytes), 1);
    hashes.set(sha256(nodeInput), pair * hashBytes);
  }
}

/** Joins neighbouring subtrees of falling size, leftmost first, into the hash over all of them. */
export function joinSubtrees(hashes: readonly Hash[]): Hash {
  if (hashes.length === 0) return emptyRoot();
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}
