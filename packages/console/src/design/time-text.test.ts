import { describe, expect, test } from "vitest";

import { saySpan, sayWhen } from "./time-text.ts";

// Noon of wherever this runs: days are told by the reader's calendar.
const now = new Date(2026, 10, 21, 12).getTime();
const ago = (milliseconds: number) => sayWhen(new Date(now - milliseconds).toISOString(), now);

describe("a moment", () => {
  test.for([
    [0, "just now"],
    [9_999, "just now"],
    [-5_000, "just now"],
    [42_000, "42 seconds ago"],
    [60_000, "1 minute ago"],
    [3_599_000, "59 minutes ago"],
    [-7_200_000, "in 2 hours"],
    [-(7 * 86_400_000 - 60_000), "in 7 days"],
    [-(6 * 86_400_000 + 43_199_000), "in 6 days"],
    [-3_599_000, "in 1 hour"],
    [-(14 * 86_400_000 - 60_000), "5 Dec 2026"],
    [86_400_000, "yesterday"],
    [13 * 86_400_000, "13 days ago"],
    [14 * 86_400_000, "7 Nov 2026"],
  ] as const)("%i ms ago is said as %s", ([milliseconds, text]) => {
    expect(ago(milliseconds)).toBe(text);
  });
});

describe("a span", () => {
  test("is told in milliseconds below a second, then in seconds", () => {
    expect([13.6, 999, 1_250].map(saySpan)).toEqual(["14 ms", "999 ms", "1.3 s"]);
  });
});
