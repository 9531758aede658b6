import { randomBytes } from "node:crypto";

import { sha256 } from "../../kernel/bytes.ts";

/** Crockford's base32 in upper case: no I, L, O or U, so that a printed code is read in one way. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const characters = 16;

/** 80 random bits, in four groups: `7K2M-Q0RX-5TDB-9HNE`. NIST SP 800-63B-4 section 4.2.1.1 asks for 64. */
export function newRecoveryCode(): string {
  let code = "";
  // A byte's low 5 bits are uniform.
  for (const byte of randomBytes(characters)) code += alphabet.charAt(byte & 31);
  return code.replaceAll(/(.{4})(?=.)/g, "$1-");
}

/** The code that somebody typed, without what typing adds; letters that look like digits are taken for them. */
const normaliseRecoveryCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");

/** Typed: the hash of a recovery code equals no hash of another kind of secret. */
export const recoveryCodeHash = (typed: string): Buffer =>
  sha256(`holdfast/recovery-code/v1\0${normaliseRecoveryCode(typed)}`);
