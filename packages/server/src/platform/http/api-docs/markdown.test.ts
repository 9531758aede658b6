import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { markdown } from "./markdown.ts";

const follow = (target: string): string | null => (target.startsWith("#") ? target : null);
const rendered = (text: string): string =>
  markdown(text, follow)
    .text.replaceAll(/>\n\s*</g, "><")
    .trim();

describe("a guide's text", () => {
  test.each([
    ["a paragraph", "One\ntwo", "<p>One\ntwo</p>"],
    ["words of code and in bold", "A `b*c` **d `e`**", "<p>A <code>b*c</code> <strong>d <code>e</code></strong></p>"],
    [
      "a heading, which can be linked to",
      "## Keys & more",
      '<h2 id="keys--more"><a href="#keys--more">Keys &amp; more</a></h2>',
    ],
    ["a list", "- one\n  more\n- two", "<ul><li>one\n  more</li><li>two</li></ul>"],
    ["a checklist", "- [ ] one", "<ul><li>one</li></ul>"],
    ["a numbered list", "1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"],
    [
      "code, with nothing in it read",
      "```ts\n**a** <b>\n\n## c\n```",
      '<pre tabindex="0"><code>**a** &lt;b&gt;\n\n## c\n</code></pre>',
    ],
    ["a link", "[there](#x)", '<p><a href="#x">there</a></p>'],
    ["the name of what is not served", "[policy](../policy.md)", "<p>policy (<code>policy.md</code>)</p>"],
    ["nothing of a comment", "<!-- snippet: docs/x.ts -->\n\na", "<p>a</p>"],
  ])("gives %s", (_what, text, html) => {
    expect(rendered(text)).toBe(html);
  });

  test("gives tables, whose cells may hold a bar", () => {
    const table = rendered("| a | `b\\|c` |\n|---|---|\n| 1 | 2 |");
    expect(table).toContain('<th scope="col">a</th><th scope="col"><code>b|c</code></th>');
    expect(table).toContain("<td>1</td><td>2</td>");
  });

  test("never becomes markup of its own, whatever it is [C-255]", () => {
    const mark = fc.constantFrom(
      "<script>",
      "</p>",
      "](",
      "[",
      "`",
      "**",
      "|",
      "\n",
      "\n\n",
      "- ",
      "## ",
      "```\n",
      "x",
      '"',
      "&",
    );
    const known =
      /<\/?(?:p|h[23]|ul|ol|li|pre|code|strong|a|div|table|thead|tbody|tr|th|td)(?: (?:id|href|class|scope|tabindex)="[^"<>]*")*>/g;
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 30 }), (marks) => {
        expect(rendered(marks.join("")).replaceAll(known, "")).not.toMatch(/[<>]/);
      }),
    );
  });
});
