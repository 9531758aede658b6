import { describe, expect, test } from "vitest";

import { contextTokens, isMadeOf } from "./context-words.ts";

const words = ["anna.kowalska@acme-tools.example", "Zoë Kowalska", "Acme Tools GmbH", "acme-tools"];

describe("the words of a person", () => {
  test("are the parts of address, name and account from three characters on", () => {
    expect(contextTokens(words)).toEqual(
      expect.arrayContaining(["anna", "kowalska", "zoe", "acme", "tools", "example", "gmbh", "holdfast", "acmetools"]),
    );
    expect(contextTokens(["jo@x.io", "Li Wu"])).toEqual(["holdfast", "joxio", "liwu"]);
  });

  test("are bounded", () => {
    const many = Array.from({ length: 500 }, (_, n) => `word${n}`).join(" ");
    expect(contextTokens([many])).toHaveLength(40);
  });
});

describe("a password", () => {
  test.each([
    "anna.kowalska2024",
    "AnnaKowalska1!",
    "Kowalska-Acme-99",
    "zoe.kowalska.1990",
    "acmetoolsacmetools",
    "Holdfast2026!!",
    "annaannaannaanna",
  ])("%s is made of them", (password) => {
    expect(isMadeOf(password, words)).toBe(true);
  });

  test.each(["anna rides a purple tram", "correct horse battery staple", "2024-not-any-of-these", "x".repeat(20), ""])(
    "%j is not",
    (password) => {
      expect(isMadeOf(password, words)).toBe(false);
    },
  );
});
