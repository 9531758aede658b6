import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";

import { keepCodes, plugIn } from "./authenticators.ts";
import { ada, arrive, followMail, signIn } from "./people.ts";
import { barriersOn, heading, keepPicture, look, overflowOf, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

const mira = { name: "Mira Ito", email: "mira@tidewater.example", password: "cobalt-harbour-thistle-41-lamp" };

const invitationMail = /^Invitation to/;

/** Mails leave a moment after the act: waits until this many invitations have arrived. */
const untilMails = async (page: Page, count: number) => {
  await page.goto("/inbox");
  const mails = page.getByRole("heading", { name: invitationMail });
  await expect
    .poll(async () => {
      await page.reload();
      await page.getByRole("article").first().waitFor();
      return mails.count();
    })
    .toBe(count);
};

test("somebody is invited, resent to, and joins with a password of their own [C-156] [C-176]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("Their e-mail").fill(mira.email);
  await page.getByLabel("Their name").fill("Mira");
  await page.getByLabel("Role").selectOption({ label: "Developer" });
  await keepPicture(page, "invite-dialog");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  const invitation = page.getByRole("list", { name: "Invitations" }).getByRole("listitem");
  await invitation.getByText(mira.email).waitFor();
  await page.getByRole("button", { name: `Send the invitation of ${mira.email} again` }).click();
  await page.getByText("the one before has stopped working").waitFor();

  const invitee = await stage.visit({ width: 390, height: 780 });
  await untilMails(invitee.page, 2);
  await followMail(invitee.page, invitationMail);
  await invitee.page.getByRole("heading", { name: `Join ${ada.account}` }).waitFor();
  await invitee.page.getByText("Developer").waitFor();
  expect(await barriersOn(invitee.page)).toEqual([]);
  expect(await overflowOf(invitee.page)).toBe(0);
  await keepPicture(invitee.page, "join");
  await invitee.page.getByLabel("Your name").fill(mira.name);
  await invitee.page.getByRole("textbox", { name: "Password" }).fill(mira.password);
  await invitee.page.getByRole("button", { name: `Join ${ada.account}` }).click();
  await invitee.page.getByRole("heading", { name: `Welcome to ${ada.account}` }).waitFor();
  await keepPicture(invitee.page, "joined");
  await signIn(invitee.page, mira);
  await invitee.page.getByText("You are here as Mira Ito").waitFor();

  await page.reload();
  await page.getByText("Nobody is invited").waitFor();
  const row = page
    .getByRole("list", { name: "People of this account" })
    .getByRole("listitem")
    .filter({ hasText: "Mira" });
  await row.getByText("No second factor").waitFor();
  await page.getByRole("button", { name: /^No second factor/ }).click();
  await keepPicture(page, "people-joined");
  expect([...owner.faults, ...invitee.faults]).toEqual([]);
  await invitee.close();
});

test("an invitation can be withdrawn, and then its link is worth nothing [C-156]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("Their e-mail").fill("noor@tidewater.example");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await page.getByRole("button", { name: "Withdraw the invitation of noor@tidewater.example" }).click();
  await page.getByText("Nobody is invited").waitFor();
  const invitee = await stage.visit();
  await untilMails(invitee.page, 3);
  await followMail(invitee.page, invitationMail);
  await invitee.page.getByText("This link does not work any more").waitFor();
  expect([...owner.faults, ...invitee.faults]).toEqual([]);
  await invitee.close();
});

test("somebody joins with a passkey and no password, signs in with it, and makes recovery codes [C-105] [C-176]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("Their e-mail").fill("kit@tidewater.example");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  const invitee = await stage.visit({ width: 390, height: 780 });
  const phone = await plugIn(invitee.page);
  await untilMails(invitee.page, 4);
  await followMail(invitee.page, invitationMail);
  await heading(invitee.page, `Join ${ada.account}`);
  await press(invitee.page, "Join with a passkey");
  await invitee.page.getByText("Type your name.").waitFor();
  await invitee.page.getByLabel("Your name").fill("Kit Marlowe");
  await look(invitee.page, "join-ways");
  await press(invitee.page, "Join with a passkey");
  await heading(invitee.page, `Welcome to ${ada.account}`);
  await look(invitee.page, "joined-with-passkey");
  await invitee.page.getByRole("link", { name: "Sign in", exact: true }).click();
  // The browser suggests the passkey in the field, and whoever holds this phone agrees.
  await heading(invitee.page, "Sign-in methods");
  await invitee.page.getByRole("list", { name: "Your passkeys" }).getByText("synced").waitFor();
  await press(invitee.page, "Make codes");
  await keepCodes(invitee.page);
  expect([...owner.faults, ...invitee.faults]).toEqual([]);
  await phone.unplug();
  await invitee.close();
});

test("a suspended member is out at once, and in again when they may be [C-165]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("link", { name: mira.name }).click();
  await page.getByText("No API key").waitFor();
  await keepPicture(page, "person");
  expect(await barriersOn(page)).toEqual([]);
  await page.getByRole("button", { name: `Suspend ${mira.name}` }).click();
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("Not signed in anywhere").waitFor();
  await page.getByRole("button", { name: `Let ${mira.name} in again` }).click();
  await page.getByRole("button", { name: `Suspend ${mira.name}` }).waitFor();
  expect(owner.faults).toEqual([]);
});

test("somebody is let go in one act, with a successor, deadlines and progress [C-163] [C-166] [C-167] [C-168] [C-169]", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("link", { name: mira.name }).click();
  await page.getByRole("button", { name: "Start the offboarding" }).click();
  await page.getByLabel("Successor").selectOption({ label: `${ada.name} (${ada.email})` });
  await page.getByText("What is theirs is handed over").waitFor();
  await keepPicture(page, "offboard-dialog");
  await page.getByRole("button", { name: `Let ${mira.name} go` }).click();
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  const progress = page.getByRole("region", { name: `${mira.name} is leaving` });
  await progress.getByText("Suspended").waitFor();
  await progress.getByText("in 7 days").first().waitFor();
  await progress.getByText("You take over.").waitFor();
  expect(await barriersOn(page)).toEqual([]);
  await keepPicture(page, "offboarding");
  await page.getByRole("link", { name: "Back to the list" }).click();
  const leaving = page.getByRole("region", { name: "Leaving" });
  await leaving.getByRole("img", { name: "3 of 5 steps done" }).waitFor();
  await keepPicture(page, "people-leaving");
  await leaving.getByRole("link", { name: mira.name }).click();
  await page.getByRole("button", { name: "Cancel the offboarding" }).click();
  await page.getByRole("button", { name: `Let ${mira.name} in again` }).waitFor();
  expect(owner.faults).toEqual([]);
});

test("deleting somebody asks for their address, and leaves nobody behind [C-169]", async () => {
  const { page } = owner;
  await page.getByRole("button", { name: `Delete ${mira.name}` }).click();
  await page.getByLabel(`Type ${mira.email} to delete`).fill("mira");
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("Type the address exactly.").waitFor();
  await page.getByLabel(`Type ${mira.email} to delete`).fill(mira.email);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: mira.name }).count()).toBe(0);
  expect(owner.faults).toEqual([]);
});
