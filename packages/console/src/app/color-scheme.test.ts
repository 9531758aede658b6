import { expect, test } from "vitest";

import { colorSchemeIn } from "./color-scheme.ts";

test("the choice of colours is read from its own cookie, and from nothing that looks like it", () => {
  expect(colorSchemeIn("a=1; holdfast-colors=dark; b=2")).toBe("dark");
  expect(colorSchemeIn("holdfast-colors=light")).toBe("light");
  for (const cookies of ["", "x-holdfast-colors=dark", "holdfast-colors=auto", "holdfast-colors=<b>"]) {
    expect(colorSchemeIn(cookies)).toBeNull();
  }
});
