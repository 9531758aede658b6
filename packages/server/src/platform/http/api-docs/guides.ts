import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { inline, markdown } from "./markdown.ts";
import type { ApiFacts } from "./openapi.ts";
import type { PageContent } from "./page.ts";

/** A text of docs/guides. */
export interface Guide {
  readonly name: string;
  readonly path: string;
  readonly title: string;
  /** Its first paragraph. */
  readonly lead: string;
  readonly body: string;
}

const folder = fileURLToPath(new URL("../../../../../../docs/guides/", import.meta.url));

/** In the order in which one reads them; what is not named here comes after, by name. */
const order = [
  "quick-start",
  "fastify",
  "express",
  "hono",
  "next",
  "forward-auth",
  "python",
  "go",
  "webhooks",
  "going-to-production",
];
const placeOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);

/** Every guide of this checkout. They are few and short, and read once, at start. */
export function readGuides(): Guide[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => file.slice(0, -".md".length))
    .sort((one, other) => placeOf(one) - placeOf(other) || one.localeCompare(other))
    .map((name) => guideOf(name, readFileSync(`${folder}${name}.md`, "utf8")));
}

/** @throws for a text that does not begin with its title and a paragraph on what it is for */
export function guideOf(name: string, text: string): Guide {
  const [, title, lead, body] = /^# (.+)\n\n((?:.+\n)+)([\s\S]*)$/.exec(text) ?? [];
  if (title === undefined || lead === undefined || body === undefined) {
    throw new Error(`docs/guides/${name}.md begins with no title and no paragraph`);
  }
  return { name, path: `/docs/guides/${name}`, title, lead: lead.trim(), body };
}

/** How the guides call the place where Holdfast is; each deployment has its own. */
const anywhere = "https://holdfast.example.com";

export const guidePages = ({ serverUrl }: ApiFacts, guides: readonly Guide[]): PageContent[] =>
  guides.map(({ path, title, lead, body }) => {
    const here = (text: string): string => text.replaceAll(anywhere, serverUrl);
    const follow = (target: string): string | null => hrefOf(target, guides);
    return { path, title, lead: inline(here(lead), follow), body: markdown(here(body), follow), isText: true };
  });

/** To another guide, to a place in this one, to another page of ours, or on the web. Not to a file of the repository. */
function hrefOf(target: string, guides: readonly Guide[]): string | null {
  if (target.startsWith("#") || target.startsWith("https://")) return target;
  const [, name, anchor = ""] = /^([\w-]+)\.md(#[\w-]+)?$/.exec(target) ?? [];
  const guide = guides.find((candidate) => candidate.name === name);
  return guide === undefined ? null : `${guide.path}${anchor}`;
}
