import { readFileSync } from "node:fs";

import type { PlainPage } from "../plain-pages.ts";
import { conventionsPage } from "./conventions-page.ts";
import { guidePages, readGuides } from "./guides.ts";
import { indexPage, nounPages } from "./noun-pages.ts";
import { type ApiFacts, openApiDocument } from "./openapi.ts";
import { page } from "./page.ts";
import { eventsPage, problemsPage, rightsPage } from "./reference-pages.ts";

/** The documentation of the API for people (`/docs`) and for programs (`/openapi.json`), rendered once, at start. */
export function apiDocsPages(facts: ApiFacts): PlainPage[] {
  const guides = readGuides();
  const contents = [
    indexPage(facts, guides),
    conventionsPage(facts),
    ...guidePages(facts, guides),
    ...nounPages(facts),
    rightsPage(),
    eventsPage(),
    problemsPage(),
  ];
  return [
    ...contents.map((content) => ({
      path: content.path,
      contentType: "text/html; charset=utf-8",
      body: page(facts, guides, content),
    })),
    {
      path: "/docs/style.css",
      contentType: "text/css; charset=utf-8",
      body: readFileSync(new URL("./style.css", import.meta.url), "utf8"),
    },
    {
      path: "/openapi.json",
      contentType: "application/json; charset=utf-8",
      body: JSON.stringify(openApiDocument(facts)),
    },
  ];
}
