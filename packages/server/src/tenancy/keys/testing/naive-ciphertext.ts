import { createCipheriv, createHmac } from "node:crypto";

/*
 * The ciphertext format told a second time, as plainly as possible and sharing no code with the first: HKDF and CMAC by
 * hand, numbers as big integers, everything in hexadecimal. The real one must equal it on every input.
 */

export interface NaiveInput {
  readonly accountKey: Buffer;
  readonly keyVersion: number;
  readonly algorithm: 1 | 2;
  readonly nonce: Buffer;
  readonly owner: string;
  readonly place: { readonly purpose: string; readonly table: string; readonly column: string; readonly row: string };
  readonly plaintext: Buffer;
}

const hmac = (key: Buffer, data: Buffer): Buffer => createHmac("sha256", key).update(data).digest();

export function naiveSeal(input: NaiveInput): Buffer {
  const { owner, place, nonce } = input;
  const extracted = hmac(Buffer.alloc(32), input.accountKey);
  const info = Buffer.from(`holdfast/${place.purpose}/v1`);
  const one = hmac(extracted, Buffer.concat([info, Buffer.of(1)]));
  const two = hmac(extracted, Buffer.concat([one, info, Buffer.of(2)]));
  const three = hmac(extracted, Buffer.concat([two, info, Buffer.of(3)]));
  const key = input.algorithm === 1 ? naiveMessageKey(one, nonce.subarray(0, 12)) : three;

  const header = Buffer.from(`01${[input.algorithm, input.keyVersion].map(naiveHex).join("")}`, "hex");
  const bound = [owner, place.table, place.column, place.row, place.purpose].map((part) => Buffer.from(part));
  const cipher = createCipheriv("aes-256-gcm", key, nonce.subarray(-12));
  cipher.setAAD(
    Buffer.concat([...bound, header].flatMap((part) => [Buffer.from(naiveHex(part.length, 1), "hex"), part])),
  );
  const body = Buffer.concat([cipher.update(input.plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, two, body, cipher.getAuthTag()]);
}

/** The first number in two digits, others in eight. */
const naiveHex = (value: number, index: number): string => value.toString(16).padStart(index === 0 ? 2 : 8, "0");

/** c2sp.org/XAES-256-GCM, "Detailed key derivation algorithm", step by step. */
function naiveMessageKey(k: Buffer, n: Buffer): Buffer {
  const aes = (block: bigint): Buffer => {
    const cipher = createCipheriv("aes-256-ecb", k, null);
    return cipher.update(Buffer.from(block.toString(16).padStart(32, "0"), "hex"));
  };
  const l = BigInt(`0x${aes(0n).toString("hex")}`);
  const k1 = BigInt.asUintN(128, l << 1n) ^ (l >> 127n === 0n ? 0n : 0x87n);
  const m1 = BigInt(`0x00015800${n.toString("hex")}`);
  const m2 = BigInt(`0x00025800${n.toString("hex")}`);
  return Buffer.concat([aes(m1 ^ k1), aes(m2 ^ k1)]);
}
