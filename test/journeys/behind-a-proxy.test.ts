import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { nginx } from "../proxies/nginx.ts";
import { startProduct } from "../proxies/product.ts";
import { type RunningBrowser, startBrowser } from "./browser.ts";
import { freePort, startHouse } from "./house.ts";
import { ada, arrive } from "./people.ts";

/** A product that knows nothing of Holdfast, under one name with it, behind the nginx that we publish. */
const suffix = nginx.program === null ? ` (SKIPPED: not on this machine; ${nginx.remedy})` : "";

describe.skipIf(nginx.program === null)(`a product behind nginx${suffix}`, () => {
  let url: string;
  let chromium: RunningBrowser;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const [proxy, port] = [await freePort(), await freePort()];
    url = `https://localhost:${proxy}`;
    const env = { HOLDFAST_PUBLIC_URL: url, HOLDFAST_TRUSTED_PROXIES: "127.0.0.1/32" };
    const house = await startHouse({ port, env });
    closing.push(() => house.close());
    const product = await startProduct();
    closing.push(() => product.stop());
    const running = await nginx.start(String(nginx.program), { proxy, holdfast: port, product: product.port });
    closing.push(() => running.stop());
    chromium = await startBrowser();
    closing.push(() => chromium.close());
  }, 120_000);
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });

  async function newBrowser(): Promise<Page> {
    const context = await chromium.browser.newContext({ baseURL: url, ignoreHTTPSErrors: true, locale: "en-GB" });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    return page;
  }

  const seenBy = async (page: Page): Promise<Record<string, string>> =>
    JSON.parse((await page.locator("body").textContent()) ?? "").headers;

  test("is opened by a sign-in that leads back to the page, and closed by the end of the session [C-124]", async () => {
    const here = await newBrowser();
    await arrive(here, ada);
    await here.goto("/app/tickets");
    const { "holdfast-user": user } = await seenBy(here);
    expect(user).toMatch(/^usr_/);

    const there = await newBrowser();
    await there.goto("/app/tickets?page=2");
    await there.waitForURL((at) => at.pathname === "/sign-in");
    await there.getByLabel("E-mail").fill(ada.email);
    await there.getByRole("textbox", { name: "Password" }).fill(ada.password);
    await there.getByRole("button", { name: "Sign in" }).click();
    await there.waitForURL(`${url}/app/tickets?page=2`);
    expect(await seenBy(there)).toMatchObject({ "holdfast-user": user, "holdfast-role": "root" });

    // The product's own page, of one origin with Holdfast, may ask for it.
    const ended = await here.evaluate<number>(
      `fetch("/v1/sessions?keep=current", { method: "DELETE" }).then((response) => response.status)`,
    );
    expect(ended).toBe(200);
    await there.reload();
    expect(new URL(there.url()).pathname).toBe("/sign-in");
    await here.reload();
    expect((await seenBy(here))["holdfast-user"]).toBe(user);
  });
});
