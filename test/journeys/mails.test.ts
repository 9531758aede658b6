import { locales } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { previewKinds, previewMail } from "../../packages/server/src/people/notices/index.ts";
import { type RunningBrowser, startBrowser } from "./browser.ts";

const all = previewKinds.flatMap((kind) => locales.map((locale) => ({ ...kind, locale })));

let running: RunningBrowser;
beforeAll(async () => {
  running = await startBrowser();
}, 60_000);
afterAll(() => running.close());

describe.each(["light", "dark"] as const)("mails in a client with %s colours", (colorScheme) => {
  test("fit a screen of 320 pixels, fetch nothing, and can be read", async () => {
    const page = await running.browser.newPage({ viewport: { width: 320, height: 700 }, colorScheme });
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(request.url()));
    for (const wish of all) {
      const mail = previewMail({ ...wish, publicUrl: "https://id.example.com" });
      await page.setContent(mail?.html ?? "");
      expect([wish, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([wish, 320]);
    }
    expect(fetched).toEqual([]);
    expect(await page.evaluate(leastContrast)).toBeGreaterThanOrEqual(4.5);
    await page.close();
  }, 60_000);
});

/** The least contrast of any text on the page (WCAG 2.2, 1.4.3), from its colour and the nearest background. */
const leastContrast = `(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const said = [...document.querySelectorAll("h1, p, a, dt, dd")];
  return Math.min(...said.map((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  }));
})()`;
