import { beforeAll, expect, test } from "vitest";

import { ada, arrive } from "./people.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

const focused = () => owner.page.evaluate<string>("document.activeElement.textContent");

test("the first key press offers to skip the navigation, and then one is in the content", async () => {
  const { page } = owner;
  await page.goto("/home");
  await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Skip to content");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("content");
  expect(new URL(page.url()).hash).toBe("");
});

test("a new screen takes the focus at its heading and names the window", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Policy" }).click();
  await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
  await expect.poll(focused).toBe("Policy");
  expect(await page.title()).toBe("Policy · Holdfast");
});

test("a drawer keeps the focus inside, closes with Escape, and gives the focus back", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Audit log" }).click();
  const event = page.getByRole("list", { name: "Events" }).getByRole("button").first();
  await event.focus();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  await drawer.waitFor();
  await expect
    .poll(() => page.evaluate<boolean>("document.activeElement.closest('[role=dialog]') !== null"))
    .toBe(true);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  await expect
    .poll(() => page.evaluate<boolean>("document.activeElement.closest('ul[aria-label=Events]') !== null"))
    .toBe(true);
  expect(owner.faults).toEqual([]);
});

test("the choice of colours outlives a reload, in a cookie and not in web storage", async () => {
  const { page } = owner;
  await page.getByText("Dark", { exact: true }).click();
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await page.evaluate("document.documentElement.dataset.mantineColorScheme")).toBe("dark");
  expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(16, 20, 19)");
  expect(await page.evaluate("document.cookie")).toBe("holdfast-colors=dark");
  expect(await page.evaluate("localStorage.length + sessionStorage.length")).toBe(0);
});
