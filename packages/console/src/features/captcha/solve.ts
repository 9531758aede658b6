import type { CaptchaChallenge } from "@holdfast/contract";

/** A challenge of ALTCHA's, as the server signs it. */
export type Altcha = NonNullable<CaptchaChallenge["challenge"]>;
type Parameters = Altcha["parameters"];

/** The server takes no higher number, and makes none that needs one. */
const highest = 100_000;

/** Keys that are derived side by side. Browsers spread them over threads, and a phone stays usable with four. */
const abreast = 4;

/**
 * Tries numbers until the key derived from one begins as the challenge asks: ALTCHA's proof of work, version 2.
 * The deriving is Web Crypto's, off the main thread and on several cores; a worker of our own would add nothing to it.
 * @returns what the server takes as `captcha`, or null when no number fits
 * @throws the reason of the signal once it is aborted
 */
export async function solve(challenge: Altcha, signal: AbortSignal): Promise<string | null> {
  const derive = deriverOf(challenge.parameters);
  for (let first = 0; first <= highest; first += abreast) {
    signal.throwIfAborted();
    const tries = await Promise.all(Array.from({ length: abreast }, (_, lane) => derive(first + lane)));
    const solution = tries.find(({ derivedKey }) => derivedKey.startsWith(challenge.parameters.keyPrefix));
    if (solution !== undefined) return btoa(JSON.stringify({ challenge, solution }));
  }
  return null;
}

/** The key of a number: PBKDF2 of the nonce and the number, as 32 bits, most significant first. */
function deriverOf({ nonce, salt, cost, keyLength }: Parameters) {
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  const prefix = bytesOf(nonce);
  return async (counter: number) => {
    const password = new Uint8Array(prefix.length + 4);
    password.set(prefix);
    new DataView(password.buffer).setUint32(prefix.length, counter);
    const base = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    return { counter, derivedKey: hexOf(await crypto.subtle.deriveBits(how, base, 8 * keyLength)) };
  };
}

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
