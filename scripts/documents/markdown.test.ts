import { describe, expect, test } from "vitest";

import { anchorsOf, codeBlocksOf, inlineCodeOf, linksOf, sectionOf } from "./markdown.ts";

const text = `# The house, and its *doors*

See [one](a.md), [two](https://example.com) and ![a picture](b.png). Run \`npm start\`.

<!-- snippet: docs/x.ts -->
\`\`\`ts
# not a heading
const link = "[none](c.md)";
\`\`\`

\`\`\`sh
npm test
\`\`\`

<!-- table:start -->
| a |
<!-- table:end -->

## API-key & co.
`;

describe("a document", () => {
  test("gives its code blocks with their language and their source", () => {
    expect(codeBlocksOf(text)).toEqual([
      { language: "ts", text: '# not a heading\nconst link = "[none](c.md)";\n', source: "docs/x.ts" },
      { language: "sh", text: "npm test\n", source: null },
    ]);
  });

  test("gives its links and pictures, but those on the web and those in code", () => {
    expect(linksOf(text)).toEqual(["a.md", "b.png"]);
  });

  test("gives the anchors of its headings as GitHub makes them", () => {
    expect(anchorsOf(text)).toEqual(["the-house-and-its-doors", "api-key--co"]);
  });

  test("gives its words of code and its marked sections", () => {
    expect(inlineCodeOf(text)).toEqual(["npm start"]);
    expect(sectionOf(text, "table")).toBe("| a |");
    expect(sectionOf(text, "other")).toBeNull();
  });
});
