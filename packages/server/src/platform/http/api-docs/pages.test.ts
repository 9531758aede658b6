import { problems, type RouteSpec, routes } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { apiDocsPages } from "./pages.ts";

const pages = apiDocsPages({ title: "Holdfast <API>", version: "1.2.3", serverUrl: "https://id.example.com" });
const documents = pages.filter(({ contentType }) => contentType.startsWith("text/html"));
const bodyOf = (path: string): string => pages.find((page) => page.path === path)?.body ?? "";

const all = (body: string, pattern: RegExp): string[] =>
  [...body.matchAll(pattern)].flatMap(([, value]) => value ?? []);
const idsOf = (body: string): string[] => all(body, / id="([^"]+)"/g);
const linksOf = (body: string): string[] => all(body, / href="([^"]+)"/g);

describe("every page", () => {
  test("runs nothing and loads nothing but its style sheet [C-255] [C-256]", () => {
    const active = /<script|<iframe|<img|<style|\sstyle=|\son\w+=|javascript:/i;
    expect(documents.filter(({ body }) => active.test(body))).toEqual([]);
    // Guides show addresses, and may link to some; nothing else of ours names another place.
    const isGuide = ({ path }: { path: string }): boolean => path.startsWith("/docs/guides/");
    const foreign = (page: { path: string }): RegExp =>
      isGuide(page) ? /<(?!a\s)[^>]*https?:\/\//i : /https?:\/\/(?!id\.example\.com)/i;
    expect(documents.filter((page) => foreign(page).test(page.body))).toEqual([]);
    const loaded = documents.flatMap(({ body }) => all(body, /<link rel="([^"]+)" href="(?!data:)/g));
    expect(loaded).toEqual(documents.map(() => "stylesheet"));
  });

  test("links only to what is there", () => {
    const broken = documents.flatMap(({ path, body }) =>
      linksOf(body)
        .filter((link) => !/^(?:data|https):/.test(link) && !leadsSomewhere(link, path))
        .map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test("closes what it opens, has one main heading, and names each place once", () => {
    expect(documents.map(({ body }) => unclosedIn(body))).toEqual(documents.map(() => []));
    expect(documents.map(({ body }) => all(body, /<(h1)/g).length)).toEqual(documents.map(() => 1));
    expect(documents.filter(({ body }) => new Set(idsOf(body)).size !== idsOf(body).length)).toEqual([]);
  });

  test("shows the title of the deployment as text", () => {
    expect(documents.filter(({ body }) => !body.includes("Holdfast &lt;API&gt;") || body.includes("<API>"))).toEqual(
      [],
    );
  });
});

function leadsSomewhere(link: string, from: string): boolean {
  const [page = "", anchor] = link.split("#");
  const target = bodyOf(page === "" ? from : page);
  return target !== "" && (anchor === undefined || idsOf(target).includes(anchor));
}

const empty = new Set(["meta", "link", "path"]);

/** Elements that are closed out of turn or not at all. */
function unclosedIn(body: string): string[] {
  const open: string[] = [];
  for (const [, close, name = ""] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (close !== "/" && !empty.has(name)) open.push(name);
    else if (close === "/" && open.at(-1) === name) open.pop();
    else if (close === "/") open.push(`/${name}`);
  }
  return open;
}

describe("the documentation", () => {
  test("has every operation on its noun's page, and in the overview", () => {
    const ids = Object.values<RouteSpec>(routes).map(({ id }) => id);
    const page = (id: string): string => `/docs/${id.slice(0, id.indexOf("."))}`;
    expect(ids.filter((id) => !idsOf(bodyOf(page(id))).includes(id))).toEqual([]);
    expect(ids.filter((id) => !linksOf(bodyOf("/docs")).includes(`${page(id)}#${id}`))).toEqual([]);
  });

  test("explains every problem where its type points", () => {
    expect(idsOf(bodyOf("/docs/problems")).filter((id) => id !== "main")).toEqual(Object.keys(problems));
  });

  test("is served with the style sheet and the OpenAPI document", () => {
    expect(bodyOf("/docs/style.css")).not.toMatch(/@import|url\(/);
    expect(JSON.parse(bodyOf("/openapi.json"))).toMatchObject({ openapi: "3.1.0", info: { version: "1.2.3" } });
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });
});
