import { globSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { guideOf, guidePages, readGuides } from "./guides.ts";

const facts = { title: "Holdfast", version: "1.2.3", serverUrl: "https://id.example.com" };

const bodyOf = (text: string): string => {
  const guides = [guideOf("one", `# One\n\nWhat it is for.\n\n${text}`), guideOf("two", "# Two\n\nAnother.\n")];
  const body = guidePages(facts, guides)[0]?.body;
  return typeof body === "object" && body !== null && "text" in body ? body.text : "";
};

describe("the guides", () => {
  test("are all of docs/guides, the quick start first", () => {
    const names = readGuides().map(({ name }) => name);
    expect(names[0]).toBe("quick-start");
    expect(names.map((name) => `docs/guides/${name}.md`).sort()).toEqual(globSync("docs/guides/*.md").sort());
  });

  test("begin with a title and what they are for", () => {
    expect(guideOf("x", "# Title\n\nFor `this`\nand that.\n\nMore.\n")).toMatchObject({
      path: "/docs/guides/x",
      title: "Title",
      lead: "For `this`\nand that.",
      body: "\nMore.\n",
    });
    expect(() => guideOf("x", "Title\n")).toThrow("docs/guides/x.md");
  });

  test("name the deployment that serves them", () => {
    expect(bodyOf("Ask `https://holdfast.example.com/v1`.")).toContain("<code>https://id.example.com/v1</code>");
  });

  test("link to each other, to the web, and to no script", () => {
    expect(bodyOf("[two](two.md#there)")).toContain('href="/docs/guides/two#there"');
    expect(bodyOf("[web](https://www.rfc-editor.org/rfc/rfc9457)")).toContain(
      'href="https://www.rfc-editor.org/rfc/rfc9457"',
    );
    expect(bodyOf("[file](../policy.md) [gone](three.md) [script](javascript:alert)")).not.toContain("href");
  });
});
