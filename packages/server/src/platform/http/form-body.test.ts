import { describe, expect, test } from "vitest";

import { parseForm } from "./form-body.ts";

const fields = ["token", "address"];

describe("a form", () => {
  test("gives the fields that are asked for, and ignores the others (RFC 6749 §3.2)", () => {
    expect(parseForm("token=a%2Bb+c&client_id=x&__proto__=y&address=", fields)).toEqual({ token: "a+b c" });
  });

  test("that gives a field twice is refused", () => {
    expect(() => parseForm("token=a&token=b", fields)).toThrow("request.malformed");
  });

  test("may be empty or nonsense", () => {
    for (const text of ["", "&&&", "=", "%", "token"]) expect(parseForm(text, fields)).toEqual({});
  });
});
