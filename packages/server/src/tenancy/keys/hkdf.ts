import { createSecretKey, hkdfSync } from "node:crypto";

/** HKDF-SHA256 (RFC 5869): extract, then expand. */
export function hkdfSha256(
  input: Uint8Array,
  salt: Uint8Array | string,
  info: Uint8Array | string,
  length: number,
): Buffer {
  // As in `XaesKey`: a key object saves 4 of 10 µs.
  return Buffer.from(hkdfSync("sha256", createSecretKey(input), salt, info, length));
}
