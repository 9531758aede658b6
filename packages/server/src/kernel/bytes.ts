import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Joins parts so that no two different lists give the same bytes: each is preceded by its length in four bytes.
 * Strings are taken as UTF-8.
 */
export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Buffer {
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(bytes.length);
    chunks.push(length, bytes);
  }
  return Buffer.concat(chunks);
}

/** SHA-256 of a high-entropy secret, for storing and looking it up. Never for passwords. */
export const sha256 = (input: string | Uint8Array): Buffer => hash("sha256", input, "buffer");

/** 256 random bits in base64url: 43 characters. */
export const randomToken = (): string => randomBytes(32).toString("base64url");

/** Compares without telling where the first difference is. Different lengths differ at once; lengths are no secret. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
