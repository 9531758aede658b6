import { builtInRoles, type Right, rights, routes, type RouteSpec } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

/** What each published role may do. That a route opens exactly to those who hold its right is shown beside this. */
const rightsOf = (name: keyof typeof builtInRoles): readonly Right[] => builtInRoles[name].rights;
const all: readonly RouteSpec[] = Object.values(routes);
const changing = rights.filter((right) => !right.endsWith(":read"));

describe("the role", () => {
  test.each(["root", "owner"] as const)(
    "%s holds every right, and is the one that cannot be lost [C-155] [C-160]",
    (name) => {
      expect(rightsOf(name)).toEqual(rights);
      expect(builtInRoles[name].protected).toBe(true);
      const others = Object.values(builtInRoles).filter((role) => !["root", "owner"].includes(role.name));
      for (const role of others)
        expect([role.name, role.rights.length < rights.length, role.protected]).toEqual([role.name, true, false]);
    },
  );

  test("admin administers people, and decides neither what roles may do nor the policy [C-156] [C-160]", () => {
    expect(rightsOf("admin")).toEqual(expect.arrayContaining(["users:update", "sessions:revoke", "audit:read"]));
    for (const right of ["roles:write", "policy:write"] as const) expect(rightsOf("admin")).not.toContain(right);
  });

  test("developer sees the account and its people, and changes nothing of it [C-157]", () => {
    expect(rightsOf("developer").filter((right) => changing.includes(right))).toEqual([]);
    expect(rightsOf("developer")).not.toContain("audit:read");
    expect(rightsOf("developer")).not.toContain("sessions:read");
  });

  test("monitor only views: no right of it changes anything, and no route that changes something asks for less [C-158]", () => {
    expect(rightsOf("monitor").filter((right) => changing.includes(right))).toEqual([]);
    // What guards ask is open to no role, and asks by POST what is not to stand in a path.
    const guarded = all.filter(({ method, right, who }) => method !== "GET" && right !== null && who !== "guard");
    expect(guarded.length).toBeGreaterThan(5);
    const open = guarded.filter(({ right }) => right !== null && rightsOf("monitor").includes(right));
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  test("billing sees what is billed, and of people, sessions, policy and log nothing [C-159]", () => {
    expect([...rightsOf("billing")].toSorted()).toEqual(["account:read", "billing:read"]);
  });

  test("agent administers nothing and sees nobody [C-160]", () => {
    expect(rightsOf("agent")).toEqual(["account:read"]);
  });
});
