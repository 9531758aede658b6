import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

// Neither program is to be had on the machines where this runs: what can be read in their files is read.
const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../deploy/${file}`, import.meta.url)), "utf8");

interface Router {
  readonly name: string;
  readonly rule: string;
  readonly priority: number;
}

/** As Traefik: who has the highest priority of those whose rule fits; without one, it is the rule's length. */
function routerOf(routers: readonly Router[], path: string): string | null {
  const fitting = routers.filter(({ rule }) => rule.split(" && ").every((matcher) => isMet(matcher, path)));
  const [first] = fitting.sort((one, other) => other.priority - one.priority);
  return first?.name ?? null;
}

function isMet(matcher: string, path: string): boolean {
  const [, not, kind, value = ""] = /^(!?)(Host|PathPrefix|PathRegexp)\(`(.+)`\)$/.exec(matcher) ?? [];
  if (kind === undefined) throw new Error(`${matcher} is not known here`);
  const isTrue = {
    Host: () => value === "example.com",
    PathPrefix: () => path.startsWith(value),
    PathRegexp: () => new RegExp(value.replace("(?i)", ""), "i").test(path),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the three that the pattern takes
  return isTrue[kind as keyof typeof isTrue]() === (not === "");
}

describe("Traefik, configured as in deploy/ (never run here),", () => {
  const text = read("traefik/holdfast.yaml");
  const routers = [...text.matchAll(/^ {4}([\w-]+):\n {6}rule: (.+)\n(?: {6}priority: (\d+)\n)?/gm)].map(
    ([, name = "", rule = "", priority]) => ({ name, rule, priority: Number(priority ?? rule.length) }),
  );

  test.each([
    ["/", "holdfast"],
    ["/v1/me", "holdfast"],
    ["/app/", "product"],
    ["/app/tickets", "product"],
    ["/app/admin", "product-admin"],
    ["/app/ADMIN/users", "product-admin"],
    ["/app/admin.json", "product-admin"],
    ["/app/api/tickets", "product-api"],
    ["/v1/forward-auth", null],
    ["/v1/forward-auth/x", null],
  ])("leads %s to %s", (path, name) => {
    expect(routerOf(routers, path)).toBe(name);
  });

  test("takes every spelling of an identity header from the client, and no other header", () => {
    const shapes = new Set([...text.matchAll(/authResponseHeadersRegex: \(\?i\)(.+)\n/g)].map(([, shape]) => shape));
    expect(shapes.size).toBe(1);
    const taken = new RegExp([...shapes].join(""), "i");
    for (const name of ["Holdfast-User", "holdfast_user", "Holdfast.User", "HOLDFAST~USER"])
      expect(name).toMatch(taken);
    for (const name of ["Holdfastened", "X-Holdfast-User"]) expect(name).not.toMatch(taken);
  });

  test("asks in every router of the product, after the client's own word was taken away", () => {
    const chains = [...text.matchAll(/middlewares: \[(.+)\]\n {6}service: product\n/g)].map(([, chain]) => chain);
    expect(chains.length).toBe(3);
    for (const chain of chains) expect(chain).toMatch(/^holdfast-strip, holdfast-[\w-]+, holdfast-keep-credentials$/);
    expect(read("traefik/traefik.yaml")).toContain("aliasHeadersStrategy: delete");
  });
});

describe("Envoy, configured as in deploy/ (never run here),", () => {
  const text = read("envoy/envoy.yaml");

  test("takes the client's word away, then asks, then keeps the credentials", () => {
    const filters = [...text.matchAll(/^ {18}- name: (\S+)$/gm)].map(([, name]) => name);
    expect(filters).toEqual(["strip", "envoy.filters.http.ext_authz", "keep-credentials", "envoy.filters.http.router"]);
  });

  test("asks nothing of what is Holdfast's, and leads nobody to what only it may ask", () => {
    const routes = [...text.matchAll(/match: \{ prefix: (\S+) \}\n\s+(\w+): (.+)/g)].map(([, prefix, ...does]) => [
      prefix,
      ...does,
    ]);
    expect(routes).toEqual([
      ["/v1/forward-auth", "direct_response", "{ status: 404 }"],
      ["/app/", "route", "{ cluster: product }"],
      ["/", "route", "{ cluster: holdfast, timeout: 0s }"],
    ]);
  });
});
