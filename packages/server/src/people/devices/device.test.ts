import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { describeDevice, type DeviceClues } from "./device.ts";

const blink = (rest: string) => `Mozilla/5.0 ${rest} Safari/537.36`;
const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const windows = blink(`(Windows NT 10.0; Win64; x64) ${webkit} Chrome/156.0.0.0`);

const describeUserAgent = (userAgent: string, hints: Partial<DeviceClues> = {}) =>
  describeDevice({ userAgent, platformHint: null, platformVersionHint: null, ...hints });

describe("a device", () => {
  test.each([
    ["Windows", windows, "desktop", "Chrome 156", "Windows"],
    ["Edge", `${windows} Edg/156.0.0.0`, "desktop", "Microsoft Edge 156", "Windows"],
    ["Windows 7", windows.replace("10.0", "6.1"), "desktop", "Chrome 156", "Windows 7"],
    [
      "Linux",
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "desktop",
      "Firefox 140",
      "Linux",
    ],
    [
      "a Mac, whose version is frozen",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
      "desktop",
      "Safari 18",
      "macOS",
    ],
    [
      "an iPhone",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
      "mobile",
      "Safari 18",
      "iOS 18",
    ],
    [
      "an iPhone whose version is frozen",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
      "mobile",
      "Safari 26",
      "iOS",
    ],
    [
      "an iPad",
      "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
      "tablet",
      "Safari 17",
      "iOS 17",
    ],
    [
      "Android behind the reduced User-Agent",
      blink(`(Linux; Android 10; K) ${webkit} Chrome/156.0.0.0 Mobile`),
      "mobile",
      "Chrome 156",
      "Android",
    ],
    [
      "Android",
      "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
      "mobile",
      "Firefox 140",
      "Android 14",
    ],
    [
      "a Chromebook",
      blink(`(X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/156.0.0.0`),
      "desktop",
      "Chrome 156",
      "Chrome OS",
    ],
  ])("on %s is named by kind, browser and system", (_name, userAgent, kind, browser, system) => {
    expect(describeUserAgent(userAgent)).toEqual({ kind, browser, system });
  });

  test.each([
    ["15.0.0", "Windows 11"],
    ["13.0.0", "Windows 11"],
    ["10.0.0", "Windows 10"],
    ["0.3.0", "Windows"],
    ["nonsense", "Windows"],
  ])("on Windows with the platform version %s is on %s", (version, system) => {
    const hints = { platformHint: '"Windows"', platformVersionHint: `"${version}"` };
    expect(describeUserAgent(windows, hints).system).toBe(system);
  });

  test("is named by its User-Agent when the hint speaks of another system", () => {
    const hints = { platformHint: '"Android"', platformVersionHint: '"16.0.0"' };
    expect(describeUserAgent(windows, hints).system).toBe("Windows");
  });

  test("with a hint for its system gets the version that the User-Agent hides", () => {
    const hints = { platformHint: '"Android"', platformVersionHint: '"16.0.0"' };
    const userAgent = blink(`(Linux; Android 10; K) ${webkit} Chrome/156.0.0.0 Mobile`);
    expect(describeUserAgent(userAgent, hints).system).toBe("Android 16");
  });

  test.each([
    ["curl/8.5.0", "curl"],
    ["node", "Node.js"],
    ["undici", "Node.js"],
    ["axios/1.7.0", "Node.js"],
    ["python-requests/2.32.3", "Python"],
    ["Python/3.12 aiohttp/3.9", "Python"],
    ["Go-http-client/2.0", "Go"],
    ["holdfast-sdk/0.1.0 node/24", "Holdfast SDK"],
    ["Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1", "PowerShell"],
  ])("that sends %s is the program %s", (userAgent, browser) => {
    expect(describeUserAgent(userAgent)).toEqual({ kind: "program", browser, system: null });
  });

  test("that is a crawler is a program", () => {
    const googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    expect(describeUserAgent(googlebot)).toEqual({ kind: "program", browser: "Googlebot 2", system: null });
  });

  test.each(["", "   ", "constructor", "Your session expired, go to evil.example/1.0", "<b>x</b>/1.0", "Bank/9.9"])(
    "that sends %j is unknown, and none of that text is kept",
    (userAgent) => {
      expect(describeUserAgent(userAgent)).toEqual({ kind: "unknown", browser: null, system: null });
    },
  );
});

describe("a hostile User-Agent", () => {
  const shapes = [
    "Mozilla/5.0 (",
    "Chrome/",
    "Version/",
    "; ",
    "(",
    "iPad; CPU OS ",
    "1.",
    "Android ",
    "a",
    "Edg/9",
    " ",
  ];
  const hostile = fc.oneof(
    fc.string({ maxLength: 2000 }),
    fc.array(fc.constantFrom(...shapes), { maxLength: 3000 }).map((parts) => parts.join("")),
  );

  test("yields only short words without markup, whatever it holds", () => {
    const label = /^[A-Za-z.#][A-Za-z0-9 .()_-]{0,40}$/;
    fc.assert(
      fc.property(hostile, hostile, hostile, (userAgent, platformHint, platformVersionHint) => {
        const { browser, system } = describeDevice({ userAgent, platformHint, platformVersionHint });
        const words = [browser, system].filter((text) => text !== null);
        expect(words.every((text) => label.test(text))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("of a megabyte costs no more than one of 512 characters", () => {
    const started = performance.now();
    for (const shape of shapes) describeUserAgent(shape.repeat(1_000_000 / shape.length));
    // Quadratic work on a megabyte would take minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
