import { expect, test } from "vitest";

import * as resolved from "#primitives";

import * as node from "./node.ts";
import * as portable from "./portable.ts";
import { describePrimitives } from "./primitives.contract.ts";

describePrimitives("OpenSSL's", node);
describePrimitives("the portable", portable);

test("Node gets its own primitives", () => {
  expect(resolved.sha256).toBe(node.sha256);
});
