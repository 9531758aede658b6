/**
 * The primitives for browsers and every other runtime.
 *
 * SHA-256 is written out here, because a Merkle tree hashes very many very short messages: WebCrypto's digest costs a
 * promise and a thread hop each (3.8 µs for a node even in batches, against 1.2 µs here), and would make every function
 * of this package asynchronous. What it hashes is public, so it need not run in constant time. Ed25519 is one call per
 * checkpoint and comes from WebCrypto.
 */
import { encodeBase64Url } from "../base64.ts";

// FIPS 180-4 §4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
const roundConstants = words(`
  428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5
  d807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe 9bdc06a7 c19bf174
  e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da
  983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967
  27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85
  a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070
  19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3
  748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2
`);

// FIPS 180-4 §5.3.3: the same of the square roots of the first 8 primes.
const initialState = words(`6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19`);

function words(hex: string): Uint32Array {
  return Uint32Array.from(hex.trim().split(/\s+/), (word) => Number.parseInt(word, 16));
}

const blockBytes = 64;
const state = new Uint32Array(8);
const schedule = new Uint32Array(64);

/** SHA-256 (FIPS 180-4). */
export function sha256(message: Uint8Array): Uint8Array {
  state.set(initialState);
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const whole = message.length - (message.length % blockBytes);
  for (let offset = 0; offset < whole; offset += blockBytes) compress(view, offset);

  const tail = paddedTail(message, whole);
  for (let offset = 0; offset < tail.byteLength; offset += blockBytes) compress(tail, offset);
  return digestOf(state);
}

/** FIPS 180-4 §5.1.1: what is left of the message, a 1 bit, zeros, and the message's length in bits. */
function paddedTail(message: Uint8Array, whole: number): DataView {
  const rest = message.length - whole;
  const tail = new Uint8Array(rest + 9 > blockBytes ? 2 * blockBytes : blockBytes);
  tail.set(message.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(tail.length - 4, message.length << 3);
  return view;
}

/** The digest in base64url, without padding. */
export const sha256Base64Url = (message: Uint8Array): string => encodeBase64Url(sha256(message));

function digestOf(words: Uint32Array): Uint8Array {
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  words.forEach((word, i) => view.setUint32(i * 4, word));
  return digest;
}

/** FIPS 180-4 §6.2.2. The letters are the standard's. Every index is in range, so `at` never meets undefined. */
function compress(block: DataView, offset: number): void {
  expand(block, offset);
  let a = at(state, 0),
    b = at(state, 1),
    c = at(state, 2),
    d = at(state, 3);
  let e = at(state, 4),
    f = at(state, 5),
    g = at(state, 6),
    h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const sigma1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sigma1 + choice + at(roundConstants, t) + at(schedule, t)) | 0;
    const sigma0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + sigma0 + majority) | 0;
  }
  addToState(a, b, c, d, e, f, g, h);
}

function expand(block: DataView, offset: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = block.getUint32(offset + t * 4);
  for (let t = 16; t < 64; t++) {
    const w15 = at(schedule, t - 15);
    const w2 = at(schedule, t - 2);
    const sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[t] = at(schedule, t - 16) + sigma0 + at(schedule, t - 7) + sigma1;
  }
}

function addToState(...words: readonly number[]): void {
  words.forEach((word, i) => (state[i] = at(state, i) + word));
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));
const at = (words: Uint32Array, index: number): number => words[index] ?? 0;

/** Whether `signature` is Ed25519 (RFC 8032) by `publicKey` (32 bytes) over `message`. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error("Signatures need WebCrypto, which browsers give to pages served over https and on localhost only");
  }
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
  return subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
}
