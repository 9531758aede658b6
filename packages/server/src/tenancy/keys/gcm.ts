import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

export const ivLength = 12;
export const tagLength = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a 96-bit IV and a 128-bit tag, and nothing else: other IV lengths are hashed and
 * may collide with these, shorter tags are guessed sooner.
 */
function requireShape(key: KeyObject, iv: Uint8Array): void {
  if (key.symmetricKeySize !== 32) throw new TypeError("AES-256-GCM takes a key of 256 bits");
  if (iv.length !== ivLength) throw new TypeError("AES-GCM takes an IV of 96 bits");
}

/** Writes ciphertext and tag to `out` from `offset` to its end. @throws RangeError when they do not fit exactly */
export function gcmEncrypt(
  key: KeyObject,
  iv: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array | string,
  out: Buffer,
  offset: number,
): void {
  requireShape(key, iv);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(associatedData);
  const body = typeof plaintext === "string" ? cipher.update(plaintext, "utf8") : cipher.update(plaintext);
  cipher.final();
  // What is left over would be whatever stood in that memory before.
  if (out.length - offset !== body.length + tagLength) throw new RangeError("ciphertext and tag do not fit exactly");
  body.copy(out, offset);
  cipher.getAuthTag().copy(out, offset + body.length);
}

/** `body` is ciphertext and tag. Null when it is not authentic; not a byte of plaintext is given out then. */
export function gcmDecrypt(
  key: KeyObject,
  iv: Uint8Array,
  associatedData: Uint8Array,
  body: Uint8Array,
): Buffer | null {
  requireShape(key, iv);
  if (body.length < tagLength) return null;
  const end = body.length - tagLength;
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: tagLength });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(body.subarray(end));
  const plaintext = decipher.update(body.subarray(0, end));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return null;
  }
  return plaintext;
}
