import { describe, expect, test } from "vitest";

import { tokenIn } from "./fragment-token.ts";

describe("the fragment of a mailed link", () => {
  test("gives its token", () => {
    expect(tokenIn("#token=abcDEF-_0123456789")).toBe("abcDEF-_0123456789");
    expect(tokenIn("#kind=verify&token=abcDEF-_0123456789")).toBe("abcDEF-_0123456789");
  });

  test.for([
    "",
    "#",
    "#token=",
    "#token=short",
    `#token=${"a".repeat(257)}`,
    "#token=abc%3Cscript%3Edefghijkl",
    "#top",
  ])("gives none for %s", (fragment) => {
    expect(tokenIn(fragment)).toBeNull();
  });
});
