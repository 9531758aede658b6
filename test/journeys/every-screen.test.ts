import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ada, arrive } from "./people.ts";
import { barriersOn, keepPicture, overflowOf } from "./screens.ts";
import { openStage } from "./stage.ts";
import { stops } from "./tour.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();

/** The narrowest window of WCAG 2.2, 1.4.10, and a desk. */
const windows = [
  { width: 1280, colorScheme: "light" },
  { width: 320, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
] as const;

let isFirst = true;

describe.for(windows)("in a window of $width pixels, $colorScheme", ({ width, colorScheme }) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await stage.visit({ width, colorScheme });
    if (isFirst) await arrive(visitor.page, ada);
    isFirst = false;
  });
  afterAll(async () => visitor.close());

  const signedIn = async () => {
    const { page, context } = visitor;
    // Looking at a page to find out would cost so many reads that the limit of an address is passed.
    if ((await context.cookies()).some(({ name }) => name === "__Host-holdfast-access")) return;
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(ada.email);
    await page.getByRole("textbox", { name: "Password" }).fill(ada.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  };

  test.for(stops)("$name keeps nobody out, fits, and breaks no rule of the browser", async (stop) => {
    const { page, faults } = visitor;
    if (stop.isPublic !== true) await signedIn();
    await stop.reach(page);
    await keepPicture(page, `${stop.name}-${width}-${colorScheme}`);
    expect(await overflowOf(page)).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
