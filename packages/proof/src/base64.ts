const common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** RFC 4648 §4 and §5. */
const [standard, urlSafe] = [`${common}+/`, `${common}-_`];
const [standardValues, urlSafeValues] = [valuesOf(standard), valuesOf(urlSafe)];

/** RFC 4648 §4, with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, standard) + "=".repeat((3 - (bytes.length % 3)) % 3);
}

/**
 * Decodes the one encoding that `encodeBase64` gives. Whitespace, missing padding and set spare bits are refused (null):
 * a signature line that could be written in two ways would let a byte change unseen.
 */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return decode(text, text.length - padding, standardValues);
}

/** RFC 4648 §5, without padding. */
export const encodeBase64Url = (bytes: Uint8Array): string => encode(bytes, urlSafe);

/** As strict as `decodeBase64`. */
export const decodeBase64Url = (text: string): Uint8Array | null => decode(text, text.length, urlSafeValues);

/** What each character of an alphabet stands for, by character code; 64 for a character that is not in it. */
function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(64);
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let [text, bits, buffer] = ["", 0, 0];
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) text += alphabet.charAt((buffer >> (bits - 6)) & 63);
  }
  return bits > 0 ? text + alphabet.charAt((buffer << (6 - bits)) & 63) : text;
}

function decode(text: string, length: number, values: Uint8Array): Uint8Array | null {
  // One character alone does not make a byte.
  if (length % 4 === 1) return null;
  const bytes = new Uint8Array((length * 3) >> 2);
  let [bits, buffer, filled] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const value = values[text.charCodeAt(i)] ?? 64;
    if (value === 64) return null;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[filled++] = buffer >> (bits -= 8);
  }
  const spareBits = buffer & ((1 << bits) - 1);
  return spareBits === 0 ? bytes : null;
}
