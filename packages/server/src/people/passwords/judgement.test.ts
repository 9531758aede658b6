import { presets } from "@holdfast/contract";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

import { createGuesser } from "./guesser.ts";
import { judgePassword, type PasswordRules } from "./judgement.ts";
import { passwordStrength } from "./strength.ts";

const guesser = createGuesser();
afterAll(() => guesser.close());

const rules = (minLength: number, contextWords: readonly string[] = []): PasswordRules => ({ minLength, contextWords });
const judge = (password: string, asked: PasswordRules = rules(8)) => judgePassword(password, asked, guesser);
const adviceFor = async (password: string, lengths: { minLength: number; advisedLength: number }) =>
  (await passwordStrength(password, { ...lengths, contextWords: [] }, guesser)).advice.join(" ");

describe("a password under a policy of eight characters", () => {
  test("of seven is refused and of eight accepted [C-098]", async () => {
    expect(await judge("kx9#Qm2")).toMatchObject({ ok: false, code: "password.too_short" });
    expect(await judge("kx9#Qm2!")).toEqual({ ok: true });
  });

  test("is advised to have twelve by the meter, until it has them [C-098]", async () => {
    const { passwordMinLength: minLength, passwordAdvisedLength: advisedLength } = presets.quivaworks;
    expect([minLength, advisedLength]).toEqual([8, 12]);
    expect(await adviceFor("kx9#Qm2!vLp", { minLength, advisedLength })).toContain("12 characters or more");
    expect(await adviceFor("kx9#Qm2!vLp7", { minLength, advisedLength })).not.toContain("12 characters");
  });

  test("needs no mixture of characters, but the meter advises one while it is short [C-100] [C-101]", async () => {
    expect(await judge("grünwandertkessel")).toEqual({ ok: true });
    const advice = await adviceFor("kessel tram", { minLength: 8, advisedLength: 12 });
    expect(advice).toContain("no capital letters, no numbers");
    expect(await adviceFor("Kessel-7", { minLength: 8, advisedLength: 12 })).not.toContain("It has no");
  });
});

describe("a password under a policy of twelve characters", () => {
  test("must have twelve and must be hard to guess [C-099]", async () => {
    expect(await judge("kx9#Qm2!vLp", rules(12))).toMatchObject({ code: "password.too_short" });
    expect(await judge("kx9#Qm2!vLp7", rules(12))).toEqual({ ok: true });
    expect(await judge("abcabcabcabcabc", rules(12))).toMatchObject({ code: "password.guessable" });
    expect(await judge("aaaaaaaaaaaaaaaa", rules(12))).toMatchObject({ ok: false });
  });
});

describe("a password", () => {
  test.each(["password", "PASSWORD1", "iloveyou", "qwerty123", "passwordpassword"])(
    "that many people use, such as %s, is refused [C-102]",
    async (password) => {
      expect(await judge(password)).toMatchObject({ ok: false, code: "password.common" });
    },
  );

  test("made of the person's own words is refused, with the reason", async () => {
    const asked = rules(8, ["anna.kowalska@acme.example", "Anna Kowalska", "Acme"]);
    expect(await judge("anna.kowalska2024", asked)).toEqual({
      ok: false,
      code: "password.guessable",
      detail: "It is made of your own name, address or account.",
    });
    expect(await judge("anna rides a purple tram", asked)).toEqual({ ok: true });
  });

  test("is counted in code points of its composed spelling", async () => {
    expect(await judge("\u{1F511}\u{1F40E}\u{1F6B2}\u{1F9F6}".repeat(1), rules(5))).toMatchObject({
      code: "password.too_short",
    });
    // Eight characters in both spellings, eleven code points as typed here.
    expect(await judge("Zoe\u0308 e\u0301a\u0302", rules(9))).toMatchObject({ code: "password.too_short" });
  });

  test("of 128 characters is accepted and of 129 refused, not cut", async () => {
    const long = "purple tram kessel wandert siebzehn ".repeat(4).slice(0, 127);
    expect(await judge(`${long}x`)).toEqual({ ok: true });
    expect(await judge(`${long}xy`)).toMatchObject({ code: "password.too_long" });
  });

  test("with spaces, any script and any symbol is accepted", async () => {
    for (const password of [
      "три зелёных слона",
      "日本語のパスワードです",
      "😀🐎 staple 🚲 kettle",
      "  two  spaces  tram ",
    ]) {
      expect(await judge(password)).toEqual({ ok: true });
    }
  });

  test("with half a character is refused", async () => {
    expect(await judge("kx9#Qm2!vLp7\ud83d")).toMatchObject({ code: "password.guessable" });
  });

  test("is never repeated in what is said about it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 6, maxLength: 60, unit: "grapheme" }), async (password) => {
        const judgement = await judge(password, rules(8, ["anna@acme.example"]));
        const { advice } = await passwordStrength(
          password,
          { ...rules(8, ["anna@acme.example"]), advisedLength: 20 },
          guesser,
        );
        expect(`${JSON.stringify(judgement)} ${advice.join(" ")}`).not.toContain(`"${password}"`);
        expect(advice.some((text) => text.includes(password))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the meter", () => {
  test("shows 3 or more exactly for what would be accepted", async () => {
    const passwords = ["password", "kx9#Qm2", "kx9#Qm2!", "correct horse battery staple", "Summer2024!", "anna.anna.1"];
    for (const password of passwords) {
      const asked = rules(8, ["anna@acme.example"]);
      const { score } = await passwordStrength(password, { ...asked, advisedLength: 12 }, guesser);
      expect(score >= 3).toBe((await judge(password, asked)).ok);
    }
  });
});
