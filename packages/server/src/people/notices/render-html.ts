import type { Block, MailContent } from "./content.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");

/**
 * The mail for programs that show HTML: one column that fits 320 pixels, in light and dark, without images, scripts,
 * fonts or anything else that is fetched: opening it tells nobody. Colours stand in the elements, since some programs
 * drop style sheets, and those of the dark scheme in the only style sheet, which such programs do not need.
 */
export const renderHtml = ({ locale, title, blocks }: Omit<MailContent, "subject">): string => `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(title)}</title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: #14171a !important; }
  .card { background: #1d2125 !important; border-color: #3a4149 !important; }
  .ink { color: #e8eaed !important; }
  .soft { color: #a9b0b8 !important; }
  .link { color: #9ec1ff !important; }
  .button { background: #9ec1ff !important; color: #0b1220 !important; }
  .rule { border-color: #3a4149 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:16px 8px;background:#f3f4f6;-webkit-text-size-adjust:100%">
<div class="card" style="max-width:544px;margin:0 auto;padding:24px 20px;background:#ffffff;border:1px solid #d8dce1;border-radius:8px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;overflow-wrap:anywhere">
<h1 class="ink" style="margin:0 0 16px;font-size:20px;line-height:1.3;color:#1a1d21">${escape(title)}</h1>
${blocks.map(htmlOf).join("\n")}
</div>
</body>
</html>
`;

const paragraph = "margin:0 0 16px";
const anchor = (label: string, url: string): string =>
  `<a class="link" style="color:#1d4ed8" href="${escape(url)}">${escape(label)}</a>`;

function htmlOf(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p class="ink" style="${paragraph};color:#1a1d21">${escape(block.text)}</p>`;
    case "heading":
      return `<h2 class="ink" style="margin:24px 0 8px;font-size:17px;line-height:1.3;color:#1a1d21">${escape(block.text)}</h2>`;
    case "small":
      return `<p class="soft" style="${paragraph};font-size:14px;color:#555c66">${escape(block.text)}</p>`;
    case "facts":
      return `<dl style="${paragraph}">${block.rows.map(factOf).join("")}</dl>`;
    case "button":
      return `<p style="${paragraph}"><a class="button" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none" href="${escape(block.url)}">${escape(block.label)}</a></p>
<p class="soft" style="${paragraph};font-size:14px;color:#555c66">${escape(block.fallback)}<br>${anchor(block.url, block.url)}</p>`;
    case "link":
      return `<p style="${paragraph}">${anchor(block.label, block.url)}</p>`;
    case "rule":
      return `<hr class="rule" style="${paragraph};border:0;border-top:1px solid #d8dce1">`;
  }
}

const factOf = ([label, value]: readonly [string, string]): string =>
  `<dt class="soft" style="font-size:14px;color:#555c66">${escape(label)}</dt>` +
  `<dd class="ink" style="margin:0 0 8px;color:#1a1d21">${escape(value)}</dd>`;
