import { html, type Html } from "./html.ts";

/** Where a link of a text leads on our pages; null for what is not served, which is then named and not linked. */
export type Follow = (target: string) => string | null;

const fence = /^```\w*\n([\s\S]*?)^```$/m;

/**
 * Renders the Markdown that our guides are written in: headings, paragraphs, lists of one level, tables, code, links and
 * words in bold. Anything else stays as it was typed. All of it passes `html`, which escapes: no text becomes markup of
 * its own.
 */
export function markdown(text: string, follow: Follow): Html {
  // Splitting by a pattern with a group gives prose, code, prose, …
  const parts = text.split(fence);
  return html`${parts.map((part, at) => (at % 2 === 0 ? proseBlocks(part, follow) : codeBlock(part)))}`;
}

/** A narrow window scrolls it, also for who has no mouse. */
const codeBlock = (code: string): Html => html`<pre tabindex="0"><code>${code}</code></pre>`;

const proseBlocks = (text: string, follow: Follow): Html[] =>
  text
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== "" && !/^<!--.*-->$/s.test(block))
    .map((block) => proseBlock(block, follow));

function proseBlock(block: string, follow: Follow): Html {
  const heading = /^(#{2,3}) (.+)$/.exec(block);
  if (heading !== null) return headingOf(heading[1] ?? "", heading[2] ?? "", follow);
  if (block.startsWith("|")) return tableOf(block, follow);
  if (/^[-*] /.test(block))
    return html`<ul>
      ${itemsOf(block, /^[-*] (?:\[ \] )?/m, follow)}
    </ul>`;
  if (/^\d+\. /.test(block))
    return html`<ol>
      ${itemsOf(block, /^\d+\. /m, follow)}
    </ol>`;
  return html`<p>${inline(block, follow)}</p>`;
}

function headingOf(marks: string, text: string, follow: Follow): Html {
  const id = anchorOf(text);
  const link = html`<a href="#${id}">${inline(text, follow)}</a>`;
  return marks.length === 2 ? html`<h2 id="${id}">${link}</h2>` : html`<h3 id="${id}">${link}</h3>`;
}

/** As GitHub makes them, so that a link works there and here. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

const itemsOf = (block: string, mark: RegExp, follow: Follow): Html[] =>
  block
    .split(new RegExp(`\\n(?=${mark.source.slice(1)})`))
    .map((item) => html`<li>${inline(item.replace(mark, ""), follow)}</li>`);

function tableOf(block: string, follow: Follow): Html {
  const [head = [], , ...rows] = block.split("\n").map(cellsOf);
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${inline(cell, follow)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${inline(cell, follow)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A bar inside a cell is written `\|`. */
const cellsOf = (row: string): string[] =>
  row
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll("\\|", "|").trim());

const marked = /`(?<code>[^`]+)`|\*\*(?<bold>[^*]+)\*\*|\[(?<label>[^\]]+)\]\((?<target>[^)\s]+)\)/g;

/** What stands within a line. A text without marks ends the recursion, and each mark has less in it than before. */
export function inline(text: string, follow: Follow): Html {
  const parts: (Html | string)[] = [];
  let from = 0;
  for (const found of text.matchAll(marked)) {
    parts.push(text.slice(from, found.index), markOf(found.groups ?? {}, follow));
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return html`${parts}`;
}

function markOf({ code, bold, label, target }: Partial<Record<string, string>>, follow: Follow): Html {
  if (code !== undefined) return html`<code>${code}</code>`;
  if (bold !== undefined) return html`<strong>${inline(bold, follow)}</strong>`;
  return linkOf(label ?? "", target ?? "", follow);
}

function linkOf(label: string, target: string, follow: Follow): Html {
  const href = follow(target);
  if (href === null) return html`${inline(label, follow)} (<code>${target.replace(/^(?:\.\.\/)+/, "")}</code>)`;
  return html`<a href="${href}">${inline(label, follow)}</a>`;
}
