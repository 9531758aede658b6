import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { deepestJson, parseJsonBody } from "./json-body.ts";

const refusal = (text: string): unknown => {
  try {
    return parseJsonBody(text);
  } catch (error) {
    return error;
  }
};
const malformed = expect.objectContaining({ code: "request.malformed" });

describe("a JSON body", () => {
  test("is what JSON.parse makes of it, when nothing is wrong with it", () => {
    const sound = fc.json({ maxDepth: 5 }).filter((text) => !text.includes("\\u") && !/proto|constructor/.test(text));
    fc.assert(
      fc.property(sound, (text) => {
        expect(parseJsonBody(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("may nest so deep and no deeper, whatever stands in its strings", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(refusal(nested(deepestJson))).toBeInstanceOf(Array);
    expect(refusal(nested(deepestJson + 1))).toEqual(malformed);
    expect(refusal(nested(200_000))).toEqual(malformed);
    expect(refusal(`{"a":`.repeat(deepestJson + 1))).toEqual(malformed);
    expect(parseJsonBody(JSON.stringify("[".repeat(100)))).toBe("[".repeat(100));
    expect(parseJsonBody(JSON.stringify(`\\"${"{".repeat(100)}`))).toBe(`\\"${"{".repeat(100)}`);
  });

  test.each(["__proto__", "constructor", "prototype"])("with a key %s is refused at any depth", (key) => {
    expect(refusal(`{"${key}":{"isAdmin":true}}`)).toEqual(malformed);
    expect(refusal(`{"a":[{"${key}":1}]}`)).toEqual(malformed);
    expect(refusal(`{"${key.replace("o", "\\u006f")}":1}`)).toEqual(malformed);
    expect("isAdmin" in {}).toBe(false);
  });

  test.each([
    ["a lone surrogate", String.raw`{"name":"\ud800"}`],
    ["a lone surrogate as a key", String.raw`{"\udc00":1}`],
    ["nothing that is JSON", "{'a':1}"],
    ["two documents", "{}{}"],
    ["a byte order mark", "\u{feff}{}"],
    ["a number that is none", "NaN"],
  ])("with %s is refused", (_name, text) => {
    expect(refusal(text)).toEqual(malformed);
  });

  test("is not repeated in the refusal: it may hold a password", () => {
    expect(JSON.stringify(refusal(`{"password":"canary",}`))).not.toContain("canary");
    expect(String(Reflect.get(Object(refusal(`{"password":"canary",}`)), "detail"))).not.toContain("canary");
  });
});
