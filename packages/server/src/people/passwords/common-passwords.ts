import { dictionary } from "@zxcvbn-ts/language-common";

/**
 * The passwords that people use most, taken from breaches (zxcvbn-ts, MIT): 49,000, of which 18,000 have eight characters
 * or more (OWASP ASVS 5.0 6.2.4 asks for 3,000 that the policy would let through). Few people use long ones: 41 of these
 * have fifteen, and there the estimate of guesses does the work.
 */
const commonPasswords = new Set(dictionary["passwords-common"].map(foldCase));

/** Compares the whole password, and what it repeats when it is one text over and over; capitals make no difference. */
export function isCommonPassword(password: string): boolean {
  const folded = foldCase(password);
  const [, unit = folded] = /^(.+?)\1+$/su.exec(folded) ?? [];
  return commonPasswords.has(folded) || commonPasswords.has(unit);
}

function foldCase(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
