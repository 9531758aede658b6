import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { apiDocsPages, servePages } from "../../packages/server/src/platform/http/index.ts";
import { type RunningBrowser, startBrowser } from "./browser.ts";
import { barriersOn, keepPicture, overflowOf } from "./screens.ts";
import { visit, type Visitor } from "./visitor.ts";

/** The documentation needs no house: it is the same for every deployment but for its address. */
const pages = apiDocsPages({ title: "Holdfast", version: "0.1.0", serverUrl: "https://holdfast.example.com" });

/** One of each kind: the pages of the other nouns are made of the same parts. */
const paths = [
  "/docs",
  "/docs/conventions",
  "/docs/guides/quick-start",
  "/docs/guides/fastify",
  "/docs/guides/going-to-production",
  "/docs/auth",
  "/docs/audit",
  "/docs/rights",
  "/docs/problems",
];

let app: FastifyInstance;
let chromium: RunningBrowser;
let url: string;
beforeAll(async () => {
  app = fastify();
  servePages(app, pages);
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  chromium = await startBrowser();
});
afterAll(async () => {
  await chromium.close();
  await app.close();
});

/** The narrowest window of WCAG 2.2, 1.4.10, by day, and a desk by night. */
const windows = [
  { width: 320, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
] as const;

describe.for(windows)("the documentation in a window of $width pixels, $colorScheme", ({ width, colorScheme }) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit(chromium.browser, url, { width, colorScheme });
  });
  afterAll(() => visitor.close());

  test.for(paths)("%s keeps nobody out, fits, and breaks no rule of the browser [C-256]", async (path) => {
    const { page, faults } = visitor;
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await keepPicture(page, `${path.slice(1).replaceAll("/", "-")}-${width}-${colorScheme}`);
    expect(await overflowOf(page)).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

test("from a refusal's type one comes to its explanation", async () => {
  const visitor = await visit(chromium.browser, url);
  await visitor.page.goto("/docs/problems#session.expired");
  await visitor.page.getByText("The session has ended.").waitFor();
  expect(await visitor.page.locator(":target").getAttribute("id")).toBe("session.expired");
  await visitor.close();
});
