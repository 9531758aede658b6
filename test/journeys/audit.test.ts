import { beforeAll, expect, test, vi } from "vitest";

import { ada, arrive, newestEvent } from "./people.ts";
import { keepElement } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
  const isLogged = async () => (await newestEvent(owner.page, "session.created")).index !== null;
  await vi.waitUntil(isLogged, { timeout: 30_000, interval: 100 });
});

const openSignIn = async () => {
  const { page } = owner;
  await page.goto("/audit?event=session.created");
  await page
    .getByRole("list", { name: "Events" })
    .getByRole("button", { name: /Signed in/ })
    .first()
    .click();
  return page.getByRole("dialog", { name: "Signed in" });
};

test("an event is proven in the browser: leaf, signature, path and personal part [C-231] [C-237]", async () => {
  const drawer = await openSignIn();
  await drawer.getByRole("button", { name: "Verify in this browser" }).click();
  await drawer.getByText("Verified.", { exact: true }).waitFor();
  expect(await drawer.getByRole("img", { name: "holds" }).count()).toBe(4);
  await drawer.getByRole("img", { name: /^Path of \d+ steps from entry \d+ to the root/ }).waitFor();
  await keepElement(drawer.getByRole("region", { name: "Proof" }), "proof");
  expect(owner.faults).toEqual([]);
});

test("a key that is not the log's verifies nothing", async () => {
  const drawer = await openSignIn();
  await drawer.getByText("Check against a key that I keep").click();
  const stranger = "example.com/log+8dd0c4a1+ASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8B";
  await drawer.getByLabel("Verifier key").fill(stranger);
  await drawer.getByRole("button", { name: "Verify in this browser" }).click();
  await drawer.getByText("This does not verify.").waitFor();
  expect(await drawer.getByRole("img", { name: "fails" }).count()).toBe(1);
  expect(owner.faults).toEqual([]);
});

test("a server that shows another event than it logged is found out", async () => {
  const { page } = owner;
  await page.route("**/v1/audit/events?*", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    await route.fulfill({ response: answer, body: text.replaceAll('"outcome":"success"', '"outcome":"refused"') });
  });
  const drawer = await openSignIn();
  await drawer.getByRole("button", { name: "Verify in this browser" }).click();
  await drawer.getByText("This does not verify.").waitFor();
  await drawer.getByText(/the leaf says something else than the list/).waitFor();
  await page.unroute("**/v1/audit/events?*");
  expect(owner.faults).toEqual([]);
});

test("the log is narrowed by event, and what is narrowed stands in the address", async () => {
  const { page } = owner;
  await page.goto("/audit");
  await page.getByRole("combobox", { name: "Event" }).selectOption("user.email_verified");
  await page.getByRole("button", { name: "Filter" }).click();
  const events = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect.poll(() => events.count()).toBe(1);
  await expect.poll(() => page.url()).toContain("event=user.email_verified");
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(() => events.count()).toBeGreaterThan(3);
  expect(owner.faults).toEqual([]);
});
