import { beforeAll, expect, test } from "vitest";

import { ada, arrive, bring, makeKey, post } from "./people.ts";
import { heading, keepPicture, look, overflowOf, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

test("an access review is begun, decided item by item, signed, and kept as evidence [C-171] [C-174]", async () => {
  const { page } = owner;
  expect(await bring(page, "Bela Okonkwo", "bela@tidewater.example")).toBe(201);
  expect(await bring(page, "Noor Haddad", "noor@tidewater.example")).toBe(201);
  expect(await makeKey(page, "Deploy script")).toBe(201);
  expect(await post(page, "/v1/webhooks", { url: "http://127.0.0.1:9/hook", events: ["user.*"] })).toBe(201);
  await page.getByRole("link", { name: "Access reviews" }).click();
  await page.getByText("No review yet").waitFor();
  await press(page, "Begin a review");
  await heading(page, "Access review");
  await page.getByText(/3 left for you/).waitFor();
  expect(await page.getByRole("button", { name: "Sign the review" }).isDisabled()).toBe(true);
  const own = page.getByRole("list", { name: `Items: ${ada.name}` });
  expect(await own.getByRole("button").count()).toBe(0);
  await own.getByText("API key Deploy script").waitFor();
  await own.getByText(/^Session with Chrome/).waitFor();
  expect(await page.getByRole("main").innerText()).not.toMatch(/\b(?:usr|rol|key|ses|inv)_/);
  await look(page, "review");

  await press(page, "Remove: Membership as Monitor, Bela Okonkwo");
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await keepPicture(page, "review-removed");
  await press(page, "Done");
  await page.getByRole("list", { name: "Items: Bela Okonkwo" }).getByText("removed").waitFor();
  await press(page, "Keep: Membership as Monitor, Noor Haddad");
  await page.getByRole("list", { name: "Items: Noor Haddad" }).getByText("kept").waitFor();
  await press(page, "Remove: Webhook to http://127.0.0.1:9/hook, Nobody's own");
  await page.getByRole("list", { name: "Items: Nobody's own" }).getByText("removed").waitFor();

  await page.setViewportSize({ width: 320, height: 780 });
  expect(await overflowOf(page)).toBe(0);
  await look(page, "review-320");
  await page.setViewportSize({ width: 1280, height: 860 });
  await press(page, "Sign the review");
  const evidence = page.getByRole("region", { name: "Evidence" });
  await evidence.getByText(/^[0-9a-f]{64}$/).waitFor();
  expect(await page.getByRole("button", { name: /^(Keep|Remove):/ }).count()).toBe(0);
  await look(page, "review-signed");
  const digest = await evidence.getByText(/^[0-9a-f]{64}$/).innerText();
  await evidence.getByRole("link", { name: "audit log" }).click();
  await page.getByRole("list", { name: "Events" }).getByRole("button").first().click();
  await page.getByText(digest).first().waitFor();

  await page.goto("/reviews");
  await page.getByRole("list", { name: "Access reviews" }).getByText("signed", { exact: true }).waitFor();
  await look(page, "reviews-signed");
  expect(owner.faults).toEqual([]);
});

test("a review that is not signed can be given up, and another begun [C-171]", async () => {
  const { page } = owner;
  await page.goto("/reviews");
  await press(page, "Begin a review");
  await heading(page, "Access review");
  await press(page, "Give it up");
  await heading(page, "Access reviews");
  await page.getByRole("button", { name: "Begin a review" }).waitFor();
  await expect.poll(() => page.getByText("under way").count()).toBe(0);
  expect(owner.faults).toEqual([]);
});
