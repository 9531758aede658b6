import { randomBytes } from "node:crypto";

// One call into OpenSSL costs as much for 16 bytes as for 4 KiB: 2 µs.
const poolBytes = 4096;
let pool = Buffer.alloc(0);
let used = 0;

/**
 * Random bytes, drawn from the system ahead of time. For ids, salts and the like: bytes that end up with what they
 * protect or in public. Keys and tokens are drawn when they are made, by `randomBytes`.
 */
export function drawRandom(length: number): Buffer {
  if (length > pool.length - used) {
    // A new pool, never the old one again: bytes that were given out are never given out twice nor overwritten.
    pool = randomBytes(Math.max(poolBytes, length));
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}
