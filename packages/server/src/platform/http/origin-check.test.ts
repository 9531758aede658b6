import { describe, expect, test } from "vitest";

import { assertSameOrigin } from "./origin-check.ts";

const own = new Set(["https://id.example.com"]);

describe("a request that relies on cookies", () => {
  test.each([
    ["reads", { method: "GET", secFetchSite: "cross-site", origin: "https://evil.example" }],
    ["comes from our own page", { method: "POST", secFetchSite: "same-origin", origin: "https://id.example.com" }],
    [
      "comes from our own page in an old browser",
      { method: "POST", secFetchSite: undefined, origin: "https://id.example.com" },
    ],
  ])("is let through when it %s", (_name, facts) => {
    expect(() => assertSameOrigin(facts, own)).not.toThrow();
  });

  test.each([
    ["another site", "cross-site", "https://evil.example"],
    ["a subdomain", "same-site", "https://blog.example.com"],
    ["nowhere: typed, or a bookmark", "none", undefined],
    ["a browser that says what no browser says", "SAME-ORIGIN", "https://id.example.com"],
    ["another site that claims our origin", "cross-site", "https://id.example.com"],
    ["a sandboxed frame in an old browser", undefined, "null"],
    ["another port in an old browser", undefined, "https://id.example.com:8443"],
    ["plain text in an old browser", undefined, "http://id.example.com"],
    ["a name that begins like ours", undefined, "https://id.example.com.evil.example"],
    ["a program that says nothing", undefined, undefined],
  ])("is refused when it changes something and comes from %s [C-255]", (_name, secFetchSite, origin) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect(() => assertSameOrigin({ method, secFetchSite, origin }, own)).toThrow(
        expect.objectContaining({ code: "request.cross_site" }),
      );
    }
  });
});
