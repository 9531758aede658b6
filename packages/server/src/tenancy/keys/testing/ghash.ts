import { createCipheriv } from "node:crypto";

/*
 * GCM's arithmetic (NIST SP 800-38D section 6.3), enough to make one ciphertext that is authentic under two keys. The
 * attack: https://eprint.iacr.org/2020/1456 (Len, Grubbs, Ristenpart: Partitioning Oracle Attacks), section 3.1.
 */

const reduction = 0xe1n << 120n;

function multiply(x: bigint, y: bigint): bigint {
  let [product, v] = [0n, y];
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if (((x >> bit) & 1n) === 1n) product ^= v;
    v = (v >> 1n) ^ ((v & 1n) === 1n ? reduction : 0n);
  }
  return product;
}

/** x^(2^128 - 2): in a field of 2^128 elements that is 1/x. */
function inverse(x: bigint): bigint {
  let [result, power] = [1n << 127n, x];
  for (let i = 1; i < 128; i += 1) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

const toBlock = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex").padEnd(32, "0")}`);
const toBytes = (block: bigint): Buffer => Buffer.from(block.toString(16).padStart(32, "0"), "hex");

/** Ciphertext of one block, and tag, that AES-256-GCM accepts under both keys with this IV and associated data. */
export function openUnderBoth(keys: readonly [Buffer, Buffer], iv: Buffer, associatedData: Buffer): Buffer {
  const lengths = (BigInt(associatedData.length * 8) << 64n) | 128n;
  const sides = keys.map((key) => {
    const aes = (block: Buffer): bigint => toBlock(createCipheriv("aes-256-ecb", key, null).update(block));
    const h = aes(Buffer.alloc(16));
    let hashed = 0n;
    for (let i = 0; i < associatedData.length; i += 16) {
      hashed = multiply(hashed ^ toBlock(associatedData.subarray(i, i + 16)), h);
    }
    const mask = aes(Buffer.concat([iv, Buffer.of(0, 0, 0, 1)]));
    const squared = multiply(h, h);
    // tag = ciphertext·H² + (hashed·H² + lengths·H + mask)
    return { squared, rest: multiply(hashed, squared) ^ multiply(lengths, h) ^ mask };
  });
  const [a, b] = sides;
  if (a === undefined || b === undefined) throw new TypeError("two keys");
  const ciphertext = multiply(a.rest ^ b.rest, inverse(a.squared ^ b.squared));
  return Buffer.concat([toBytes(ciphertext), toBytes(multiply(ciphertext, a.squared) ^ a.rest)]);
}
