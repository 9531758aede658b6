/**
 * A token or ticket with another signature. Its first character is changed: the last of base64url has bits that mean
 * nothing, and some of an Ed25519 signature are always zero.
 */
export const forged = (signed: string): string =>
  signed.replace(/[^.](?=[^.]*$)/, (first) => (first === "A" ? "B" : "A"));
