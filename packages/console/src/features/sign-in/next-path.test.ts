import { afterEach, expect, test, vi } from "vitest";

import { goOn, nextPath } from "./next-path.ts";

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

afterEach(() => vi.unstubAllGlobals());

test("what was asked for is loaded, for it may be a product's; the console's own home is not", () => {
  const gone: string[] = [];
  vi.stubGlobal("location", { assign: (path: string) => gone.push(`loaded ${path}`) });
  const router = { history: { push: (path: string) => void gone.push(`shown ${path}`) } };
  for (const next of ["/app/tickets?page=2", "//evil.example", undefined]) goOn(router, next);
  expect(gone).toEqual(["loaded /app/tickets?page=2", "loaded /home", "shown /home"]);
});
