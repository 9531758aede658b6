import { describe, expect, test } from "vitest";

import { judge, lengthOf } from "./strength.ts";

const rules = { minLength: 8, advisedLength: 12 };

describe("a password while it is typed", () => {
  test("is said to be too short first, with what is missing", () => {
    expect(judge("1234567", rules, { score: 4, warning: null })).toEqual({
      level: 0,
      label: "Too short",
      advice: "1 more character.",
    });
  });

  test("shorter than advised is taken, with the advice", () => {
    expect(judge("abcdefgh", rules, { score: 3, warning: null })?.advice).toBe("12 characters or more are advised.");
    expect(judge("abcdefghijkl", rules, { score: 4, warning: null })).toEqual({
      level: 4,
      label: "Strong",
      advice: "",
    });
  });

  test("that is a name or a pattern is told so", () => {
    const verdict = judge("jonathan1990", rules, { score: 1, warning: "Names are easy to guess." });
    expect(verdict).toEqual({ level: 1, label: "Weak", advice: "Names are easy to guess." });
  });

  test("is not judged before the dictionaries are there", () => {
    expect(judge("", rules, null)).toBeNull();
    expect(judge("long enough", rules, null)).toBeNull();
  });

  test("over 128 characters is refused", () => {
    expect(judge("a".repeat(129), rules, null)?.label).toBe("Too long");
  });
});

test("a length is counted in code points after normalisation", () => {
  expect(lengthOf("e\u0301")).toBe(1);
  expect(lengthOf("🔑🔑")).toBe(2);
});
