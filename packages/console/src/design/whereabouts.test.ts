import { describe, expect, test } from "vitest";

import { deviceWords, placeWords } from "./whereabouts.ts";

describe("a device", () => {
  test.for([
    [{ kind: "desktop", browser: "Firefox 132", system: "Linux" }, "Firefox 132 on Linux"],
    [{ kind: "mobile", browser: null, system: "iOS 19" }, "iOS 19"],
    [{ kind: "program", browser: null, system: null }, "A program"],
    [{ kind: "unknown", browser: null, system: null }, "An unknown device"],
  ] as const)("%j is called %s", ([device, words]) => {
    expect(deviceWords(device)).toBe(words);
  });
});

test("a country is told in full, and what is no code as it stands", () => {
  expect([null, "EE", "ZZZ", "x<"].map(placeWords)).toEqual(["Place unknown", "Estonia", "ZZZ", "x<"]);
});
