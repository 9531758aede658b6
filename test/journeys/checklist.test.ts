import { beforeAll, expect, test } from "vitest";

import { ada, arrive } from "./people.ts";
import { barriersOn, keepPicture, overflowOf } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

test("the overview says how it stands with security, and what to do next [C-342]", async () => {
  const { page } = owner;
  const security = page.getByRole("region", { name: "Security" });
  await security.getByRole("img", { name: /percent$/ }).waitFor();
  await security.getByRole("link", { name: "Set one up: Set up a second factor" }).waitFor();
  await keepPicture(page, "home-security");
  expect(await barriersOn(page)).toEqual([]);
  await security.getByRole("link", { name: "The whole checklist" }).click();
  await page.getByRole("heading", { level: 1, name: "Security checklist" }).waitFor();
  expect(owner.faults).toEqual([]);
});

test("what people look at is signed with a note; what is measured has no button to sign [C-343] [C-344]", async () => {
  const { page } = owner;
  const before = await page.getByRole("img", { name: /percent$/ }).getAttribute("aria-label");
  expect(await page.getByRole("button", { name: /Everybody has a second factor/ }).count()).toBe(0);
  await page.getByRole("button", { name: "Sign off: Verify billing activity" }).click();
  const dialog = page.getByRole("dialog", { name: "Verify billing activity" });
  await dialog.getByRole("button", { name: "Sign", exact: true }).click();
  await dialog.getByText("Say in a few words what you found.").waitFor();
  await dialog.getByLabel("What you looked at, and what you found").fill("November's invoice is as it should be.");
  await keepPicture(page, "checklist-sign");
  await dialog.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByText("November's invoice is as it should be.").waitFor();
  await page.getByRole("button", { name: "Sign again: Verify billing activity" }).waitFor();
  expect(await page.getByRole("img", { name: /percent$/ }).getAttribute("aria-label")).not.toBe(before);
  expect(await barriersOn(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
  await keepPicture(page, "checklist");
  expect(owner.faults).toEqual([]);
});
