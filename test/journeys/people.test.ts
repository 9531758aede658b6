import { beforeAll, expect, test } from "vitest";

import { ada, arrive, bring, makeKey, setPassword, signIn } from "./people.ts";
import { keepPicture, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

test("a role of one's own is made and given, and takes effect with a certificate", async () => {
  const { page } = owner;
  expect(await bring(page, "Bela Okonkwo", "bela@tidewater.example")).toBe(201);
  await page.getByRole("link", { name: "Roles" }).click();
  await page.getByRole("button", { name: "New role" }).click();
  const editor = page.getByRole("dialog", { name: "New role" });
  await editor.getByLabel("Name").fill("Auditor");
  await editor.getByLabel("What it is for").fill("Reads the log and nothing else");
  await editor.getByRole("group", { name: "Audit log" }).getByRole("checkbox", { name: "read" }).check();
  await editor.getByRole("button", { name: "Save the role" }).click();
  await page.getByRole("region", { name: "Of your own" }).getByText("Reads the log and nothing else").waitFor();

  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("link", { name: "Bela Okonkwo" }).click();
  await page.getByRole("button", { name: "Change the role of Bela Okonkwo" }).click();
  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Auditor" });
  await page.getByRole("button", { name: "Give this role" }).click();
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("link", { name: "Back to the list" }).click();
  const row = page
    .getByRole("list", { name: "People of this account" })
    .getByRole("listitem")
    .filter({ hasText: "Bela" });
  await row.getByText("Auditor").waitFor();
  await row.getByText("No second factor").waitFor();
  await keepPicture(page, "people-two");

  await page.getByRole("link", { name: "Roles" }).click();
  await page.getByRole("button", { name: "Delete the role Auditor" }).click();
  await page.getByText("Somebody still has this role").waitFor();
  expect(owner.faults).toEqual([]);
});

test("the last owner cannot give the role away", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("list", { name: "People of this account" }).getByRole("link", { name: ada.name }).click();
  await page.getByRole("button", { name: `Change the role of ${ada.name}` }).click();
  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Monitor" });
  await page.getByRole("button", { name: "Give this role" }).click();
  await page.getByText("The last owner cannot lose that role").waitFor();
  await page.getByRole("button", { name: "Cancel" }).last().click();
  expect(owner.faults).toEqual([]);
});

test("the five predefined roles are listed with what each may do [C-154]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Roles" }).click();
  const roles = page.getByRole("region", { name: "Built in" }).getByRole("article");
  await expect.poll(() => roles.getByRole("heading").allInnerTexts()).toHaveLength(5);
  const names = await roles.getByRole("heading").allInnerTexts();
  expect(names.map((name) => name.split(" ")[0])).toEqual(["Root", "Admin", "Developer", "Monitor", "Billing"]);
  expect(await roles.last().getByRole("definition").allInnerTexts()).toContain("nothing");
});

test("an administrator sees where somebody is signed in and what keys they have, and ends both [C-134] [C-151]", async () => {
  const { page } = owner;
  const bela = { email: "bela@tidewater.example", password: "saffron-pier-lantern-88-oak" };
  const other = await stage.visit();
  await setPassword(other.page, bela);
  await signIn(other.page, bela);
  await other.page.getByText("You are here as Bela Okonkwo").waitFor();
  expect(await makeKey(other.page, "Tide report")).toBe(201);

  // Anew: what was read of them a moment ago is still taken for fresh.
  await page.goto("/people");
  await page.getByRole("link", { name: "Bela Okonkwo" }).click();
  const sessions = page.getByRole("list", { name: "Sessions of Bela Okonkwo" }).getByRole("listitem");
  await sessions.first().waitFor();
  expect(await sessions.count()).toBe(1);
  await page.getByRole("list", { name: "API keys of Bela Okonkwo" }).getByText("Tide report").waitFor();
  await look(page, "person-keys");
  await press(page, "Revoke Tide report of Bela Okonkwo");
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await press(page, "Done");
  await page.getByText("No API key").waitFor();
  await press(page, "End every session");
  await page.getByText("has no live session left anywhere.").waitFor();
  await press(page, "Done");

  await other.page.getByRole("link", { name: "Sessions", exact: true }).click();
  await other.page.getByText("Your session has ended").waitFor();
  expect([...owner.faults, ...other.faults]).toEqual([]);
});
