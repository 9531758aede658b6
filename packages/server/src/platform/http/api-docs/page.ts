import { html, type Html, type HtmlPart } from "./html.ts";
import type { Guide } from "./guides.ts";
import { nounsOfContract } from "./nouns.ts";
import type { ApiFacts } from "./openapi.ts";

export interface PageContent {
  /** Its address, such as `/docs/problems`. */
  readonly path: string;
  readonly title: string;
  readonly lead: HtmlPart;
  readonly body: HtmlPart;
  /** Whether it is read from beginning to end, like a guide, and set as a text. */
  readonly isText?: boolean;
}

/** A whole document. It has no script and nothing inline, so it needs no exception from the strictest policy. */
export function page(facts: ApiFacts, guides: readonly Guide[], content: PageContent): string {
  const { path, title, lead, body, isText = false } = content;
  const home = path === "/docs";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${home ? title : `${title} · ${facts.title}`}</title>
        <link rel="icon" href="${icon}" />
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/docs">${mark} ${facts.title}</a>
          <span class="version">${facts.version}</span>
          <a class="raw" href="/openapi.json">openapi.json</a>
        </header>
        <div class="frame">
          <nav aria-label="Documentation">${navigation(path, guides)}</nav>
          <main id="main">
            <h1>${title}</h1>
            <p class="lead">${lead}</p>
            ${isText ? html`<div class="text">${body}</div>` : body}
          </main>
        </div>
      </body>
    </html> `.text;
}

/** The kelp's grip, which is a hash tree too; the console draws the same. */
const mark = html`<svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
  <path
    d="M16 3v8M16 11c0 3.5-6 3.5-6 8M16 11c0 3.5 6 3.5 6 8M10 19c0 3-4.5 3-4.5 6.500M10 19c0 3 3.5 3 3.5 6.500M22 19c0 3-3.500 3-3.500 6.500M22 19c0 3 4.500 3 4.500 6.500M3 28.500h26"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

const icon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0d4a44"/><path d="M16 6v7M16 13c0 3-5 3-5 7M16 13c0 3 5 3 5 7M11 20c0 2.500-3.500 2.500-3.500 5M11 20c0 2.500 3 2.500 3 5M21 20c0 2.500-3 2.500-3 5M21 20c0 2.500 3.500 2.500 3.500 5" fill="none" stroke="#bfe6dc" stroke-width="2.4" stroke-linecap="round"/></svg>`,
)}`;

/** The pages beside those of the guides and the nouns. */
const start = [
  { path: "/docs", title: "Overview" },
  { path: "/docs/conventions", title: "Conventions" },
] as const;
const references = [
  { path: "/docs/rights", title: "Rights and roles" },
  { path: "/docs/events", title: "Audit events" },
  { path: "/docs/problems", title: "Problems" },
] as const;

function navigation(here: string, guides: readonly Guide[]): Html {
  const nouns = nounsOfContract().map(({ id, title }) => ({ path: `/docs/${id}`, title }));
  return html` ${links("Start", start, here)} ${links("Guides", guides, here)} ${links("Operations", nouns, here)}
  ${links("Reference", references, here)}`;
}

const links = (title: string, entries: readonly { path: string; title: string }[], here: string): Html =>
  html` <h2>${title}</h2>
    <ul>
      ${entries.map((entry) => html`<li>${link(entry, here)}</li>`)}
    </ul>`;

const link = ({ path, title }: { path: string; title: string }, here: string): Html =>
  path === here ? html`<a href="${path}" aria-current="page">${title}</a>` : html`<a href="${path}">${title}</a>`;
