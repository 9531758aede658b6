import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { html, prose } from "./html.ts";

const decode = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

describe("a template", () => {
  test("lets no text become markup, in content or in an attribute [C-255]", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const inner = html`${text}`.text;
        expect(inner).not.toMatch(/[<>"']/);
        expect(decode(inner)).toBe(text);
      }),
    );
  });

  test("keeps markup that a template made, and escapes text beside it", () => {
    const bold = html`<b>${"a & b"}</b>`;
    expect(html`<p title="${'"'}">${bold}${"<i>"}</p>`.text).toBe('<p title="&quot;"><b>a &amp; b</b>&lt;i&gt;</p>');
  });

  test("joins lists and leaves out nothing else than null", () => {
    expect(html`${[html`<i>1</i>`, 0, null, [" ", "x"]]}`.text).toBe("<i>1</i>0 x");
  });

  test("reads backticks in a sentence as code", () => {
    expect(prose("Send `a<b` or none.").text).toBe("Send <code>a&lt;b</code> or none.");
  });
});
