import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { canonicalJson } from "./canonical-json.ts";

describe("canonical JSON", () => {
  test("is that of RFC 8785's example of sorting (§3.2.3)", () => {
    const value = {
      "€": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew",
      "1": "One",
      "😀": "Smiley",
      "\u0080": "Control",
      ö: "o",
    };
    const names = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual(["Carriage Return", "One", "Control", "o", "Euro Sign", "Smiley", "Hebrew"]);
  });

  test("writes numbers and strings as RFC 8785 §3.2.2 does", () => {
    const value = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: '€$\u000F\nA\'B"\\\\"/',
    };
    const numbers = "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]";
    expect(canonicalJson(value)).toBe(`{"numbers":${numbers},"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`);
  });

  test("sorts keys that look like numbers as text", () => {
    expect(canonicalJson({ 2: "b", 10: "a" })).toBe('{"10":"a","2":"b"}');
  });

  test("says the same as the value it came from, in one way only", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "\ud800",
    { "\udc00": 1 },
    [undefined],
    new Date(0),
    1n,
    Symbol("a"),
    () => 1,
  ])("refuses what JSON cannot say: %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test("refuses depth without bound", () => {
    const deep: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    expect(() => canonicalJson(deep)).toThrow("32 levels");
  });
});
