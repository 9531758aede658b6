import { beforeAll, expect, test } from "vitest";

import { ada, arrive, followMail, signIn, signOut } from "./people.ts";
import { heading, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

test("a mailed link signs in where the policy allows it, once [C-118]", async () => {
  const { page, faults } = owner;
  await page.getByRole("link", { name: "Policy" }).click();
  await page.getByLabel("Sign-in by a mailed link").selectOption("On");
  await page.getByLabel("Reason").fill("The harbour crew has no keyboards");
  await press(page, "Save the policy");
  await page.getByText("The policy is saved as version 2.").waitFor();
  await signOut(page);

  await page.getByRole("link", { name: "Sign in again" }).click();
  await page.getByRole("link", { name: "Mail me a link to sign in" }).click();
  // The page before has a field of that name too.
  await heading(page, "Sign in by mail");
  await page.getByLabel("E-mail").fill(ada.email);
  await press(page, "Send the link");
  await heading(page, "Look into your mail");
  await followMail(page, /^Sign in to Tidewater Labs/);
  await heading(page, "Sign in");
  await look(page, "magic-link-opened");
  await press(page, "Sign in");
  await heading(page, ada.account);

  await followMail(page, /^Sign in to Tidewater Labs/);
  await press(page, "Sign in");
  await page.getByText("This link does not work any more").waitFor();
  expect(faults).toEqual([]);
}, 60_000);

test("who did not sign in says so with one press, and whoever did is out at once [C-191]", async () => {
  const thief = await stage.visit({ width: 390, height: 844, userAgent: phone });
  await signIn(thief.page, ada);
  await heading(thief.page, ada.account);
  await thief.page.waitForLoadState("networkidle");

  const { page, faults } = owner;
  await followMail(page, /^New sign-in to Tidewater Labs/);
  await heading(page, "This was not me");
  await press(page, "It was not me: lock them out");
  await heading(page, "They are locked out");
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await look(page, "not-me-done");

  await thief.page.getByRole("button", { name: "Menu" }).click();
  await thief.page.getByRole("link", { name: "Profile" }).click();
  await thief.page.getByText("Your session has ended").waitFor();
  await signIn(thief.page, ada);
  await thief.page.getByText("E-mail, password or account is not right").waitFor();
  await followMail(page, /^Set a new password/);
  await heading(page, "Set a new password");
  expect([...faults, ...thief.faults]).toEqual([]);
  await thief.close();
}, 60_000);
