/** Markup that only `html` makes, which escapes everything that is put into it. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
export type Html = Markup;

/** What may stand in a template: markup as it is, text escaped, lists in order, and null for nothing. */
export type HtmlPart = Markup | string | number | null | readonly HtmlPart[];

export const html = (strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html =>
  new Markup(strings.map((text, at) => text + (at < parts.length ? render(parts[at] ?? null) : "")).join(""));

function render(part: HtmlPart): string {
  if (part === null) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return part.map(render).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? "");

/** A sentence of the contract, in which backticks mean code. */
export const prose = (text: string): Html =>
  html`${text.split("`").map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))}`;
