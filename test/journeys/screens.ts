import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { AxeBuilder } from "@axe-core/playwright";
import { errors, type Locator, type Page, type Route } from "playwright-core";
import { expect } from "vitest";

const folder = fileURLToPath(new URL("screenshots/", import.meta.url));

/** In pixels. A page as long as a book is looked at in part. */
const tallestPicture = 8_000;

/** Keeps how a screen looks, for eyes. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const [width, height] = await page.evaluate<[number, number]>(
    "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]",
  );
  const clip = { x: 0, y: 0, width, height: Math.min(height, tallestPicture) };
  await pictureOf(name, () => page.screenshot({ path: fileOf(name), fullPage: true, clip }));
}

/** Keeps how a part of a screen looks. */
export async function keepElement(element: Locator, name: string): Promise<void> {
  await element.waitFor();
  await pictureOf(name, () => element.screenshot({ path: fileOf(name) }));
}

const fileOf = (name: string): string => `${folder}${name}.png`;

/** Chromium sometimes has no frame to take a picture of, for a moment or for some seconds. Waits in ms. */
const waits = [0, 50, 200, 1_000, 3_000];

/**
 * Takes a picture as soon as there is one to take. No test fails for want of it: what a test asserts of a screen is
 * asserted of the page itself.
 */
async function pictureOf(name: string, take: () => Promise<Buffer>): Promise<Buffer | undefined> {
  for (const wait of waits) {
    await sleep(wait);
    try {
      return await take();
    } catch (error) {
      if (error instanceof errors.TimeoutError) break;
      if (!String(error).includes("Unable to capture screenshot")) throw error;
    }
  }
  process.emitWarning(`Chromium had no frame to take the picture ${name} of`);
  return undefined;
}

/** What keeps people out, seriously or critically, by the rules of WCAG 2.2 AA and the library's best practices. */
export async function barriersOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ""}`));
}

/** By how many pixels the page is wider than the window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>("Math.max(0, document.documentElement.scrollWidth - innerWidth)");

/** Keeps how several screens look at one moment, beside each other as on a desk. */
export async function keepSideBySide(pages: readonly Page[], name: string): Promise<void> {
  const pictures = await Promise.all(pages.map((page) => pictureOf(name, () => page.screenshot())));
  const wall = await pages[0]
    ?.context()
    .browser()
    ?.newPage({ viewport: { width: 1600, height: 100 } });
  if (wall === undefined) throw new Error("there is no page to look at");
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture?.toString("base64") ?? ""}">`);
  await wall.setContent(
    `<!doctype html><style>body { display: flex; align-items: start; gap: 16px; margin: 16px; background: #8a8f98 } img { flex: 1; min-width: 0 }</style>${images.join("")}`,
  );
  await keepPicture(wall, name);
  await wall.close();
}

/** Looks at a screen: how it is, and that it keeps nobody out. */
export async function look(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  expect(await barriersOn(page)).toEqual([]);
}

/** Waits until one is on a screen. */
export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

/** Requests that wait until a test lets them go on. */
export interface HeldBack {
  /** Waits for the next request. @returns lets it go on, and waits until it is answered */
  readonly next: () => Promise<() => Promise<void>>;
}

export async function holdBack(page: Page, url: string): Promise<HeldBack> {
  const held: Route[] = [];
  await page.route(url, (route) => void held.push(route));
  return {
    next: async () => {
      await expect.poll(() => held.length).toBeGreaterThan(0);
      const route = held.shift();
      return async () => {
        await route?.continue();
        await (await route?.request().response())?.finished();
      };
    },
  };
}
