import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Joins parts so that no two different lists give the same bytes: each is preceded by its length in four bytes.
 * Strings are taken as UTF-8.
 */
export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Buffer {
  const joined = Buffer.allocUnsafe(parts.reduce((size, part) => size + lengthBytes + Buffer.byteLength(part), 0));
  let end = 0;
  for (const part of parts) {
    const start = joined.writeUInt32BE(Buffer.byteLength(part), end);
    if (typeof part === "string") end = start + joined.write(part, start, "utf8");
    else {
      joined.set(part, start);
      end = start + part.length;
    }
  }
  return joined;
}

const lengthBytes = 4;

/** SHA-256 of a high-entropy secret, for storing and looking it up. Never for passwords. */
export const sha256 = (input: string | Uint8Array): Buffer => hash("sha256", input, "buffer");

/** 256 random bits in base64url: 43 characters. */
export const randomToken = (): string => randomBytes(32).toString("base64url");

/** Compares without telling where the first difference is. Different lengths differ at once; lengths are no secret. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
