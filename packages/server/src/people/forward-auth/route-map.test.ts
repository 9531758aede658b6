import { rightSet } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { both } from "./requirement.ts";
import { parseRouteMap, requirementsAt } from "./route-map.ts";

const { map, faults } = parseRouteMap(`
# Everybody who has signed in may look around.
GET        /                signed-in
GET,POST   /reports         audit:read            # and what is under it
*          /admin/          users:read users:update recent
DELETE     /admin/keys      keys:revoke factor
GET        /admin/logo.svg  signed-in
`);

const at = (method: string, target: string) => requirementsAt(map, { method, target }).reduce(both);
const codeAt = (method: string, target: string): string => {
  try {
    at(method, target);
    return "open";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "odd";
  }
};

const signedIn = { rights: 0, proof: null };
const administration = { rights: rightSet(["users:read", "users:update"]), proof: "recent" };

describe("a route map", () => {
  test("asks each request for what its longest prefix says [C-003]", () => {
    expect(faults).toEqual([]);
    expect(at("GET", "/")).toEqual(signedIn);
    expect(at("GET", "/anything?x=/admin")).toEqual(signedIn);
    expect(at("POST", "/reports/2026")).toEqual({ rights: rightSet(["audit:read"]), proof: null });
    expect(at("PUT", "/admin/users")).toEqual(administration);
    expect(at("DELETE", "/admin/keys/7")).toEqual({ rights: rightSet(["keys:revoke"]), proof: "factor" });
    expect(at("GET", "/admin/logo.svg")).toEqual(signedIn);
  });

  test("guards a path with and without the slash at its end, and whatever ending it is given", () => {
    for (const path of ["/admin", "/admin/", "/admin.json", "/admin./", "/%61dmin"]) {
      expect([path, at("GET", path)]).toEqual([path, administration]);
    }
    expect(at("GET", "/administrators")).toEqual(signedIn);
  });

  test("opens nothing with a dot in its name by the line of what stands before the dot alone", () => {
    const { map: dotted } = parseRouteMap("* / users:delete factor\nGET,POST /api signed-in\n* /api.v2 audit:read");
    const asked = (target: string, method = "GET") => requirementsAt(dotted, { method, target });
    const all = { rights: rightSet(["users:delete"]), proof: "factor" };
    const audit = { rights: rightSet(["audit:read"]), proof: null };
    for (const path of [
      "/api.internal",
      "/api.internal/x",
      "/api.internal/x.json",
      "/api.internal/",
      "/api./x",
      "/api.json",
    ]) {
      expect([path, asked(path)]).toEqual([path, [signedIn, all]]);
    }
    for (const path of ["/api.v2.1/x", "/api.v2.json"])
      expect([path, asked(path)]).toEqual([path, [audit, signedIn, all]]);
    for (const path of ["/api.internal", "/api.internal/x"]) {
      expect(() => asked(path, "DELETE")).toThrow("forward_auth.unmapped");
    }
    for (const path of ["/api.v2", "/api.v2/", "/api.v2/x", "/api.v2/x.json"]) {
      expect([path, asked(path)]).toEqual([path, [audit]]);
    }
    for (const path of ["/api", "/api/x.json", "/api/v1.2/x"]) expect([path, asked(path)]).toEqual([path, [signedIn]]);
    const { map: narrow } = parseRouteMap("GET /app signed-in");
    for (const target of ["/app.internal", "/app.internal/x"]) {
      expect(() => requirementsAt(narrow, { method: "GET", target })).toThrow("forward_auth.unmapped");
    }
  });

  test("takes HEAD for GET", () => {
    expect(at("HEAD", "/reports")).toEqual(at("GET", "/reports"));
  });

  test("opens nothing that no line names [C-005]", () => {
    expect(codeAt("POST", "/")).toBe("forward_auth.unmapped");
    expect(codeAt("get", "/")).toBe("forward_auth.unmapped");
    const { map: narrow } = parseRouteMap("GET /app signed-in");
    expect(() => requirementsAt(narrow, { method: "GET", target: "/application" })).toThrow("forward_auth.unmapped");
  });

  test("does not open a method by a shorter prefix", () => {
    expect(codeAt("DELETE", "/reports")).toBe("forward_auth.unmapped");
    expect(codeAt("GET", "/admin/keys")).toBe("forward_auth.unmapped");
  });

  test.each(["/public/../admin", "//admin", "/x/%2e%2e/admin", "/x;/../admin", "/x%2f..%2fadmin", "/admin%00"])(
    "refuses %s, which is one path to it and another to the product",
    (path) => {
      expect(codeAt("GET", path)).toBe("forward_auth.path_ambiguous");
    },
  );

  test.each(["/ADMIN", "/Admin/users", "/%ef%bd%81dmin", "/adm%c4%b1n/../", "/x%ef%bc%8fadmin/..", "/REPORTS"])(
    "refuses %s, which a product may take for another line's",
    (path) => {
      expect(codeAt("GET", path)).toBe("forward_auth.path_ambiguous");
    },
  );

  test("leaves capitals alone where they change nothing", () => {
    expect(at("GET", "/Readme")).toEqual(signedIn);
    expect(at("GET", "/reports/Q3")).toEqual({ rights: rightSet(["audit:read"]), proof: null });
  });
});

describe("a route map that cannot be meant", () => {
  test("is refused, line by line [C-005]", () => {
    const text = ["get / signed-in", "GET admin signed-in", "GET /a", "GET /b users:raed", "* /../x signed-in"].join(
      "\n",
    );
    expect(parseRouteMap(text).faults).toEqual([
      "line 1: it begins with methods such as GET,POST or *",
      'line 2: "admin" is not a plain path',
      "line 3: after the path comes what it asks for; `signed-in` for a session alone",
      'line 4: "users:raed" is not a right, nor signed-in, recent or factor',
      'line 5: "/../x" is not a plain path',
    ]);
    expect(parseRouteMap("# nothing\n").faults).toEqual(["it has no line"]);
  });
});
