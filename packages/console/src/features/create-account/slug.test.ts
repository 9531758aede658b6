import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { slugFault, suggestSlug } from "./slug.ts";

describe("a suggested address", () => {
  test.for([
    ["Acme Inc.", "acme-inc"],
    ["  Müller & Söhne  ", "muller-sohne"],
    ["Straße 5", "strasse-5"],
    ["日本", ""],
    ["a".repeat(60), "a".repeat(40)],
  ] as const)("of %j is %j", ([name, slug]) => {
    expect(suggestSlug(name)).toBe(slug);
  });

  test("is valid whenever the name gives three characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const slug = suggestSlug(name);
        expect(slug.length < 3 || slugFault(slug) === null).toBe(true);
      }),
    );
  });
});

test("an address with a hyphen at an end, a capital or a dot is refused in words", () => {
  for (const slug of ["-acme", "acme-", "Acme", "ac.me", "ac"]) expect(slugFault(slug)).not.toBeNull();
  expect(slugFault("acme-2")).toBeNull();
});
