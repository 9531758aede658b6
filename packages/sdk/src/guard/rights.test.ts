import { rights } from "@holdfast/contract";
import { expect, test } from "vitest";

import { rightsOf } from "./rights.ts";

test("the same rights are one set, and others are another", () => {
  const held = rightsOf(["audit:read", "users:read"]);
  expect([...held]).toEqual(["audit:read", "users:read"]);
  expect(rightsOf(["audit:read", "users:read"])).toBe(held);
  expect([...rightsOf(["audit:read"])]).toEqual(["audit:read"]);
  expect([...rightsOf([])]).toEqual([]);
});

test("nobody gives everybody with the same role a right", () => {
  const held = rightsOf(["audit:read"]);
  for (const change of ["add", "delete", "clear"])
    expect(() => Reflect.get(held, change).call(held, "audit:read")).toThrow(TypeError);
  expect([...held]).toEqual(["audit:read"]);
});

test("however many roles there are, few sets are kept", () => {
  const first = rightsOf(["keys:read"]);
  for (const one of rights)
    for (const other of rights)
      for (const third of ["keys:read", "keys:revoke"] as const) rightsOf([one, other, third]);
  expect(rightsOf(["keys:read"])).not.toBe(first);
});
