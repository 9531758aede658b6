import { beforeAll, expect, test } from "vitest";

import { ada, arrive } from "./people.ts";
import { barriersOn, keepPicture, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

/** Creates a key on its screen. @returns the key, as it is shown this once. */
const createKey = async (name: string): Promise<string> => {
  const { page } = owner;
  await page.getByRole("link", { name: "API keys", exact: true }).click();
  await page.getByRole("button", { name: "New key" }).click();
  const drawer = page.getByRole("dialog", { name: "New API key" });
  await drawer.getByLabel("Name").fill(name);
  await drawer.getByRole("button", { name: "Create the key" }).click();
  await drawer.getByText("Choose at least one.").waitFor();
  await drawer.getByRole("checkbox", { name: "users:read" }).check();
  await keepPicture(page, "key-new");
  await drawer.getByRole("button", { name: "Create the key" }).click();
  const shown = page.getByRole("dialog", { name: "Your new key" });
  await shown.waitFor();
  expect(await barriersOn(page)).toEqual([]);
  await keepPicture(page, "key-secret");
  const secret = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "I have kept it" }).click();
  return secret;
};

const tryKey = (secret: string) =>
  owner.page.evaluate<number>(
    `fetch("/v1/users", { credentials: "omit", headers: { authorization: "Bearer ${secret}" } }).then(({ status }) => status)`,
  );

test("a key is made with few rights, shown once, and lets a program in [C-145] [C-146]", async () => {
  const { page } = owner;
  const secret = await createKey("Deploy script");
  expect(await tryKey(secret)).toBe(200);
  await page.getByRole("list", { name: "Your API keys" }).getByText("Deploy script").waitFor();
  await page.getByText(secret).waitFor({ state: "detached" });
  expect(await barriersOn(page)).toEqual([]);
  await keepPicture(page, "keys");
  expect(owner.faults).toEqual([]);
});

test("a key's name, addresses and rate are changed while it lives, and hold at once", async () => {
  const { page } = owner;
  const secret = await createKey("Nightly report");
  await press(page, "Change Nightly report");
  const drawer = page.getByRole("dialog", { name: "Change Nightly report" });
  await drawer.getByLabel("Only from these addresses").fill("192.0.2.0/33");
  await drawer.getByLabel("Requests a minute").fill("0");
  await press(page, "Save the changes");
  await drawer.getByText("A whole number from 1 to 6,000.").waitFor();
  await drawer.getByLabel("Requests a minute").fill("120");
  await press(page, "Save the changes");
  await drawer.getByText(/Something in the list is no address or network/).waitFor();
  await look(page, "key-change");
  await drawer.getByLabel("Name").fill("Weekly report");
  await drawer.getByLabel("Only from these addresses").fill("192.0.2.0/24\n2001:db8::/32");
  await press(page, "Save the changes");
  const row = page.getByRole("list", { name: "Your API keys" }).getByRole("listitem").filter({ hasText: "Weekly" });
  await row.getByText("Only from 192.0.2.0/24, 2001:db8::/32, at most 120 requests a minute").waitFor();
  expect(await tryKey(secret)).toBe(403);

  await press(page, "Change Weekly report");
  await page.getByLabel("Only from these addresses").fill("");
  await press(page, "Save the changes");
  await row.getByText("From everywhere, at most 120 requests a minute").waitFor();
  expect(await tryKey(secret)).toBe(200);
  await press(page, "Revoke Weekly report");
  await press(page, "Done");
  expect(owner.faults).toEqual([]);
});

test("a key is rotated with an overlap, and revoked with a certificate [C-149] [C-153]", async () => {
  const { page } = owner;
  await page.getByRole("button", { name: "Rotate Deploy script" }).click();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByText("replaced, works a while longer").waitFor();
  await keepPicture(page, "keys-rotated");
  await page.getByRole("button", { name: "Revoke Deploy script" }).last().click();
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(() => page.getByText("replaced, works a while longer").count()).toBe(0);
  expect(owner.faults).toEqual([]);
});

test("a key that was found in public is revoked at once, and its owner hears of it [C-153]", async () => {
  const { page } = owner;
  const secret = await createKey("Left in a repository");
  const report = JSON.stringify({ keys: [secret], source: "https://git.example/some/repository" });
  const status = await page.evaluate<number>(
    `fetch("/v1/leaked-keys", { method: "POST", credentials: "omit", headers: { "content-type": "application/json" },
      body: ${JSON.stringify(report)} }).then(({ status }) => status)`,
  );
  expect(status).toBe(202);
  await expect.poll(() => tryKey(secret)).toBe(401);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "API keys" }).waitFor();
  await expect.poll(() => page.getByText("Left in a repository").count()).toBe(0);
  await expect
    .poll(async () => {
      await page.goto("/inbox");
      await page.getByRole("article").first().waitFor();
      return page.getByRole("heading", { name: /found in public, and revoked/ }).count();
    })
    .toBe(1);
  await keepPicture(page, "key-leaked-mail");
  expect(owner.faults).toEqual([]);
});

test("an administrator sees the keys of everybody, and those that lie idle [C-151]", async () => {
  const { page } = owner;
  await page.goto("/account-keys");
  await page.getByRole("list", { name: "API keys of everybody" }).getByText("Deploy script").waitFor();
  await page.getByText("Unused for a month").click();
  await page.getByText("No key lies idle").waitFor();
  expect(await barriersOn(page)).toEqual([]);
  expect(owner.faults).toEqual([]);
});
