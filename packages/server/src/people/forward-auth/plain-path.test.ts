import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { plainPath } from "./plain-path.ts";

describe("the path of a request", () => {
  test.each([
    ["/", "/"],
    ["/reports/2026?right=users:read#x", "/reports/2026"],
    ["/a/", "/a/"],
    ["/caf%C3%A9", "/café"],
    ["/a%20b", "/a b"],
    ["/@me/a+b,c=d:e~f!", "/@me/a+b,c=d:e~f!"],
    ["/%61dmin", "/admin"],
    ["/v1.2/...", "/v1.2/..."],
  ])("%s is %s", (target, path) => {
    expect(plainPath(target)).toBe(path);
  });

  test.each([
    ["an empty segment", "/public//admin"],
    ["a segment up", "/public/../admin"],
    ["a segment up at the end", "/public/.."],
    ["a segment of one dot", "/./admin"],
    ["an escaped dot segment", "/public/%2e%2e/admin"],
    ["a half escaped dot segment", "/public/.%2E/admin"],
    ["an escaped slash", "/public%2fadmin"],
    ["an escaped slash in capitals", "/public/..%2Fadmin"],
    ["a backslash", "/public\\..\\admin"],
    ["an escaped backslash", "/public/..%5cadmin"],
    ["a path parameter", "/public/..;/admin"],
    ["an escaped path parameter", "/admin%3b.css"],
    ["an escape escaped", "/%2561dmin"],
    ["an escaped question mark", "/admin%3f.css"],
    ["an escaped hash", "/admin%23.css"],
    ["a hash", "/admin#.css"],
    ["an escaped NUL", "/admin%00.css"],
    ["an escaped line break", "/admin%0d%0a"],
    ["a blank at the end", "/admin%20"],
    ["a blank at the end of a segment", "/admin%20/x"],
    ["a blank that is not ASCII at the end", "/admin%c2%a0"],
    ["half an escape", "/admin%2"],
    ["an escape that is none", "/%zz"],
    ["the long form of a slash in UTF-8", "/public%c0%afadmin"],
    ["bytes that are no UTF-8", "/%ff"],
    ["bytes that were not escaped", "/admin\u00e9"],
    ["no path at all", "admin"],
    ["nothing", ""],
    ["everything", "*"],
    ["another site", "//evil.example/admin"],
    ["an endless path", `/${"a".repeat(5000)}`],
  ])("with %s is nobody's", (_what, target) => {
    expect(plainPath(target)).toBeNull();
  });

  test("that is read has no segment that climbs, is empty or would be decoded again", () => {
    const piece = fc.constantFrom("a", ".", "..", "/", "%2e", "%2f", "%5c", "%25", ";", "\\", "%00", "%20", "?", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = plainPath(`/${pieces.join("")}`);
        if (path === null) return;
        const [, ...segments] = path.split("/");
        expect(segments.slice(0, -1)).not.toContain("");
        expect(segments.filter((segment) => /^\.{1,2}$|[\\;%?#\0]|^\s|\s$/.test(segment))).toEqual([]);
      }),
    );
  });
});
