import { describe, expect, test } from "vitest";

import { idsIn, straysIn } from "./mention.ts";
import { titlesIn } from "./titles.ts";

const titles = (text: string) => titlesIn("x.test.ts", text);

describe("a test file", () => {
  test("gives the titles of its tests and its groups, with their lines", () => {
    const source = `describe("a session", () => {\n  test("ends", () => {});\n  it('starts', () => {});\n});`;
    expect(titles(source)).toEqual([
      { text: "a session", line: 1, runs: true },
      { text: "ends", line: 2, runs: true },
      { text: "starts", line: 3, runs: true },
    ]);
  });

  test("gives the titles of parameterised tests, whatever their table", () => {
    const source = [
      'test.each([1, 2])("%i of a list", () => {});',
      'test.concurrent.each(rows)("$name", () => {});',
      'test.each`a\n${1}`("of a template", () => {});',
      'test.skipIf(process.platform === "win32")("on some systems", () => {});',
    ].join("\n");
    expect(titles(source).map(({ text }) => text)).toEqual([
      "%i of a list",
      "$name",
      "of a template",
      "on some systems",
    ]);
  });

  test("keeps what is written of a title that is partly computed", () => {
    const source = "test(`${name} is refused [D-06]`, () => {});";
    expect(titles(source)).toEqual([{ text: "${} is refused [D-06]", line: 1, runs: true }]);
  });

  test("tells which tests never run", () => {
    const source = `
      test.skip("skipped", () => {});
      test.todo("planned");
      describe.skip("a skipped group", () => { test("in it", () => {}); });
      test("live", () => {});`;
    expect(titles(source).map(({ text, runs }) => [text, runs])).toEqual([
      ["skipped", false],
      ["planned", false],
      ["a skipped group", false],
      ["in it", false],
      ["live", true],
    ]);
  });

  test("names nothing in its comments, its data or its other calls", () => {
    const source = `
      // test("a comment", () => {})
      const text = 'test("a string", () => {})';
      report("another function", text);
      test(name, () => {});`;
    expect(titles(source)).toEqual([]);
  });
});

describe("a title", () => {
  test("names claims and rows in brackets of their own", () => {
    expect(idsIn("is derived per purpose [C-052] [C-054] [D-07]")).toEqual(["C-052", "C-054", "D-07"]);
  });

  test("names nothing in any other form, which is told", () => {
    for (const [title, strays] of [
      ["a list [C-001, C-002]", ["C-001", "C-002"]],
      ["a range [C-052 to C-055]", ["C-052", "C-055"]],
      ["no brackets C-133", ["C-133"]],
      ["other brackets (C-133)", ["C-133"]],
    ] as const) {
      expect(idsIn(title)).toEqual([]);
      expect(straysIn(title)).toEqual(strays);
    }
    expect(straysIn("signs with ECDSA P-256 and SHA-256 [C-133]")).toEqual([]);
  });
});
