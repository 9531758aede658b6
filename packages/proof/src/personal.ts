import { decodeBase64Url } from "./base64.ts";
import { concat, uint32, utf8 } from "./bytes.ts";
import { ProofError } from "./proof-error.ts";
import { sha256Base64Url } from "#primitives";

export const saltBytes = 32;
const domain = utf8("holdfast/personal/v1");
const prefix = concat(uint32(domain.length), domain, uint32(saltBytes));

/**
 * Commits to the personal part of an event without showing it. The salt is random and kept with the personal part:
 * when both are erased, nobody can find out by trying names or addresses what the entry had committed to.
 *
 * It is SHA-256 over the domain, the salt and the canonical JSON, each after its length as a big-endian uint32, so that
 * no two inputs share an encoding. @throws RangeError when the salt has not 32 bytes.
 */
export function personalCommitment(salt: Uint8Array, canonicalPersonalJson: string): string {
  if (salt.length !== saltBytes) throw new RangeError(`A salt has ${saltBytes} bytes`);
  const json = utf8(canonicalPersonalJson);
  return sha256Base64Url(concat(prefix, salt, uint32(json.length), json));
}

/** Accepts a personal part that opens the commitment. @throws ProofError `personal.mismatch`, `personal.malformed` */
export function verifyPersonal(commitment: string, salt: Uint8Array, canonicalPersonalJson: string): void {
  if (salt.length !== saltBytes) throw new ProofError("personal.malformed", "the salt has the wrong length");
  if (personalCommitment(salt, canonicalPersonalJson) !== commitment) throw new ProofError("personal.mismatch");
}

/** Whether `value` is written like a commitment: base64url of 32 bytes, whose last character has two spare bits. */
export function isCommitment(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);
}

/** Reads a salt. @throws ProofError `personal.malformed` */
export function parseSalt(text: string): Uint8Array {
  const salt = decodeBase64Url(text);
  if (salt?.length !== saltBytes) throw new ProofError("personal.malformed", "the salt is not base64url of 32 bytes");
  return salt;
}
