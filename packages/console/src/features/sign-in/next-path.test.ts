import { expect, test } from "vitest";

import { nextPath } from "./next-path.ts";

test("after signing in one comes back to a path of this console", () => {
  expect(nextPath("/audit?event=session.revoked")).toBe("/audit?event=session.revoked");
  expect(nextPath(undefined)).toBe("/home");
});

test.for(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", "", "/\t/evil"])(
  "and never at %j",
  (raw) => {
    expect(nextPath(raw)).toBe("/home");
  },
);
