import { beforeAll, expect, test } from "vitest";

import { ada, arrive, followMail, signIn } from "./people.ts";
import { heading, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

test("notices are chosen one by one, and those about one's security are locked [C-189] [C-190]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Notices" }).click();
  const choice = page.getByRole("combobox", { name: "How to hear of: Member invited" });
  const saved = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());
  await choice.selectOption("In the mail of the day");
  await saved;
  await page.reload();
  await choice.waitFor();
  await expect.poll(() => choice.inputValue()).toBe("digest");
  const clock = page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());
  await page.getByRole("combobox", { name: "Time zone" }).selectOption("Europe/Tallinn");
  await clock;

  const locked = page.getByRole("list", { name: "Notices that always come" });
  await locked.getByText("Factor removed").waitFor();
  expect(await locked.getByRole("combobox").count()).toBe(0);

  await page.getByLabel("Second address").fill("ada@elsewhere.example");
  await press(page, "Add the address");
  await page.getByText("waits for its link to be opened").waitFor();
  await look(page, "notices");
  await followMail(page, /Confirm this address for notices/);
  await heading(page, "Confirm this address for notices");
  await press(page, "Confirm the address");
  await heading(page, "Notices come here as well");
  await page.getByRole("link", { name: "Go to your notices" }).click();
  const second = page.getByRole("listitem").filter({ hasText: "ada@elsewhere.example" });
  await second.getByText("confirmed").waitFor();
  expect(owner.faults).toEqual([]);
}, 60_000);

test("an address is changed by a link to the new one, and the old one has the last word [C-182] [C-188]", async () => {
  const { page } = owner;
  await page.goto("/profile");
  await page.getByLabel("New e-mail").fill(ada.email);
  await press(page, "Change the address");
  await page.getByText("That is your address now.").waitFor();
  await page.getByLabel("New e-mail").fill("thief@elsewhere.example");
  await press(page, "Change the address");
  await page.getByText("Waiting for thief@elsewhere.example").waitFor();
  await look(page, "email-pending");
  await press(page, "Keep the old address");
  await page.getByLabel("New e-mail").fill("thief@elsewhere.example");
  await press(page, "Change the address");
  await page.getByText("Waiting for thief@elsewhere.example").waitFor();

  await followMail(page, /^Confirm your new address/, { to: "thief@elsewhere.example", sent: 2 });
  await heading(page, "Confirm your new address");
  await press(page, "Confirm the new address");
  await heading(page, "Your address is changed");
  await page.getByRole("link", { name: "Go to your profile" }).click();
  await page.getByRole("definition").getByText("thief@elsewhere.example").waitFor();

  await followMail(page, /^Your address in Tidewater Labs was changed/);
  await heading(page, "Undo the change of address");
  await look(page, "email-undo");
  await press(page, "Undo the change");
  await heading(page, "Your old address is back");
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await look(page, "email-undone");

  // Whoever changed it is out, and the password they knew is none any more.
  await signIn(page, ada);
  await page.getByText("E-mail, password or account is not right").waitFor();
  await followMail(page, /Set a new password/);
  await heading(page, "Set a new password");
  expect(owner.faults).toEqual([]);
}, 60_000);
