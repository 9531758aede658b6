import { ivLength, tagLength } from "./gcm.ts";
import { derivationNonceLength } from "./xaes.ts";

/*
 * version(1) · algorithm(1) · key version(4, big-endian) · nonce(24 or 12) · commitment(32) · ciphertext · tag(16)
 *
 * The header is authenticated as associated data, the nonce by GCM, the commitment by comparison: no bit is free.
 */
const formatVersion = 1;
export const headerLength = 6;
export const commitmentLength = 32;

/** Both are AES-256-GCM with a random 96-bit IV and a 128-bit tag. They differ in the key of a message. */
export const algorithms = {
  /** A key per message, derived from the purpose key and the first half of a 192-bit nonce (c2sp.org/XAES-256-GCM). */
  "xaes-256-gcm": { id: 1, nonceLength: derivationNonceLength + ivLength },
  /** The purpose key itself, so at most 2^32 messages under one key (NIST SP 800-38D section 8.3). */
  "aes-256-gcm": { id: 2, nonceLength: ivLength },
} as const;
export type Algorithm = keyof typeof algorithms;

/** Chosen for its 2^80 messages per key at two thirds of the speed: docs/decisions/0003-ciphertext-format.md. */
export const defaultAlgorithm: Algorithm = "xaes-256-gcm";

const algorithmsById = new Map<number, Algorithm>([
  [1, "xaes-256-gcm"],
  [2, "aes-256-gcm"],
]);

/** A ciphertext taken apart, nothing of it checked but its shape. */
export interface Parsed {
  readonly algorithm: Algorithm;
  readonly keyVersion: number;
  readonly header: Buffer;
  readonly nonce: Buffer;
  readonly commitment: Buffer;
  /** Ciphertext and tag. */
  readonly body: Buffer;
}

export function headerOf(algorithm: Algorithm, keyVersion: number): Buffer {
  const header = Buffer.alloc(headerLength);
  header[0] = formatVersion;
  header[1] = algorithms[algorithm].id;
  header.writeUInt32BE(keyVersion, 2);
  return header;
}

/** Under which version of its owner's key a value was sealed, by its first bytes; null when they are not of this format. */
export function keyVersionOf(sealed: Uint8Array): number | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  return bytes.length < headerLength || bytes[0] !== formatVersion ? null : bytes.readUInt32BE(2);
}

/** Null when the bytes are no ciphertext of this format. */
export function parseCiphertext(sealed: Uint8Array): Parsed | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < headerLength || bytes[0] !== formatVersion) return null;
  const algorithm = algorithmsById.get(bytes[1] ?? 0);
  if (algorithm === undefined) return null;
  const nonceEnd = headerLength + algorithms[algorithm].nonceLength;
  const commitmentEnd = nonceEnd + commitmentLength;
  if (bytes.length < commitmentEnd + tagLength) return null;
  return {
    algorithm,
    keyVersion: bytes.readUInt32BE(2),
    header: bytes.subarray(0, headerLength),
    nonce: bytes.subarray(headerLength, nonceEnd),
    commitment: bytes.subarray(nonceEnd, commitmentEnd),
    body: bytes.subarray(commitmentEnd),
  };
}

/** Whether the bytes have the shape of this format. Whether they open is for the key to say. */
export const isCiphertext = (bytes: Uint8Array): boolean => parseCiphertext(bytes) !== null;
