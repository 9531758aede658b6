import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { keepCodes, makePasskey, plugIn, tellApp } from "./authenticators.ts";
import { ada, arrive, followMail, type Person, signIn, signOut } from "./people.ts";
import { heading, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";

const stage = openStage();
const bela: Person = { ...ada, account: "Saltmarsh Works", slug: "saltmarsh-works", email: "bela@saltmarsh.example" };

/** Arrives, makes a passkey, and loses the phone that holds it. */
async function loseEverything(page: Page, person: Person): Promise<void> {
  const phone = await plugIn(page);
  await arrive(page, person);
  await makePasskey(page);
  await signOut(page);
  await phone.unplug();
}

/** Shows the two proofs that are left: the password and the mailbox. */
async function beginRecovery(page: Page, person: Person): Promise<void> {
  await signIn(page, person);
  await heading(page, "One more step");
  await page.getByText("I have lost all of these").click();
  await page.getByRole("button", { name: "Mail me the link" }).waitFor();
  await look(page, "recovery-offer");
  await press(page, "Mail me the link");
  await page.getByText("A link to begin the recovery is on its way").waitFor();
  await followMail(page, /without your factors/);
  await press(page, "Begin the recovery");
  await heading(page, "Your recovery is waiting");
}

test("who lost every factor comes back by two proofs, after a wait, to nothing but a new factor [C-115] [C-116]", async () => {
  const { page, faults, close } = await stage.visit();
  await loseEverything(page, ada);
  await beginRecovery(page, ada);
  await look(page, "recovery-waits");

  await signIn(page, ada);
  await page.getByText("Your recovery is waiting").waitFor();
  await look(page, "recovery-waits-at-sign-in");
  expect(await page.getByRole("button", { name: "Finish the recovery" }).count()).toBe(0);

  await stage.passRecoveryWait();
  await signIn(page, ada);
  await page.getByText("Your recovery is ready").waitFor();
  await look(page, "recovery-ready");
  await press(page, "Finish the recovery");

  await heading(page, "Set up a second factor");
  await page.goto("/profile/notices");
  await heading(page, "Set up a second factor");
  await press(page, "Use an app");
  const app = await tellApp(page);
  await heading(page, "Keep your recovery codes");
  await keepCodes(page);
  await page.getByLabel("I keep these codes somewhere safe").check();
  await press(page, "Go on");
  await page.getByLabel("Code of your authenticator app").fill(await app.nextCode());
  await press(page, "Go on");
  await heading(page, "You are set");
  await page.getByRole("link", { name: "Sign-in methods" }).click();
  await page.getByText("No passkey yet").waitFor();
  expect(faults).toEqual([]);
  await close();
}, 60_000);

test("any address that was told can cancel a recovery [C-116]", async () => {
  const { page, faults, close } = await stage.visit();
  await loseEverything(page, bela);
  await beginRecovery(page, bela);
  await followMail(page, /^Recovery of your user in Saltmarsh Works started/);
  await heading(page, "Cancel the recovery");
  await look(page, "recovery-cancel");
  await press(page, "Cancel the recovery");
  await heading(page, "The recovery is cancelled");
  await look(page, "recovery-cancelled");

  await signIn(page, bela);
  await heading(page, "One more step");
  await page.getByText("I have lost all of these").waitFor();
  expect(faults).toEqual([]);
  await close();
}, 60_000);
