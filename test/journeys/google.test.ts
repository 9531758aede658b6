import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type IdentityProvider, startIdentityProvider } from "../support/identity-provider.ts";
import { type RunningBrowser, startBrowser } from "./browser.ts";
import { freePort, type House, startHouse } from "./house.ts";
import { ada, arrive, followMail, signIn, signOut } from "./people.ts";
import { heading, look, press } from "./screens.ts";
import { visit } from "./visitor.ts";

let provider: IdentityProvider;
let house: House;
let chromium: RunningBrowser;

beforeAll(async () => {
  const port = await freePort();
  provider = await startIdentityProvider(`http://localhost:${port}/google`);
  const env = {
    HOLDFAST_GOOGLE_CLIENT_ID: provider.client.clientId,
    HOLDFAST_GOOGLE_CLIENT_SECRET: provider.client.clientSecret.reveal(),
    HOLDFAST_GOOGLE_ISSUER: provider.client.issuer,
  };
  [house, chromium] = await Promise.all([startHouse({ port, env }), startBrowser()]);
}, 90_000);
afterAll(async () => {
  await chromium.close();
  await house.close();
  await provider.stop();
});

/** What the provider's own pages ask for beside themselves. */
const theirFont = "https://fonts.googleapis.com";

/** Without what happens on the provider's own pages. */
function oursAmong(faults: readonly string[]): string[] {
  const theirs = [provider.client.issuer, theirFont].map((origin) => `request to ${origin}`);
  return faults.filter((fault) => !theirs.includes(fault));
}

/** On the pages of the provider: whoever it is, and yes to what is asked. */
async function agree(page: Page, subject: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(subject);
  await page.getByPlaceholder("and password").fill("any");
  await press(page, "Sign-in");
  await press(page, "Continue");
}

test("a Google account is linked, signs in, and what it sent back is in no address [C-097]", async () => {
  const { page, context, faults, close } = await visit(chromium.browser, house.url);
  await context.route(`${theirFont}/**`, (route) => route.abort());
  await arrive(page, { ...ada, preset: "conviro" });
  await page.getByRole("link", { name: "Sign-in methods" }).click();
  await press(page, "Link a Google account");
  await agree(page, "ada");
  await page.getByText("Your Google account is linked.").waitFor();
  await heading(page, "Sign-in methods");
  await page.getByRole("list", { name: "Your Google account" }).getByText("ada@example.com").waitFor();
  await look(page, "google-linked");

  await signOut(page);
  await page.getByRole("link", { name: "Sign in again" }).click();
  await press(page, "Continue with Google");
  const address = page.getByLabel("Account address");
  await address.waitFor();
  await look(page, "google-account");
  await address.fill(ada.slug);
  await press(page, "Go on to Google");
  await heading(page, ada.account);
  expect(new URL(page.url()).search).toBe("");
  await page.goBack();
  expect(page.url()).not.toContain("code=");

  expect(oursAmong(faults)).toEqual([]);
  await close();
}, 60_000);

test("an invited person joins with the Google account of the invited address, and signs in with it [C-097] [C-176]", async () => {
  const { page, ...owner } = await visit(chromium.browser, house.url);
  await signIn(page, ada);
  await page.getByRole("link", { name: "People" }).click();
  await press(page, "Invite somebody");
  await page.getByLabel("Their e-mail").fill("mira@example.com");
  await press(page, "Send the invitation");
  await page.getByRole("list", { name: "Invitations" }).getByText("mira@example.com").waitFor();
  const mails = async () => JSON.stringify(await (await page.request.get("/dev/inbox")).json());
  await expect.poll(mails).toContain("/join#");

  const invitee = await visit(chromium.browser, house.url, { width: 390, height: 780 });
  await invitee.context.route(`${theirFont}/**`, (route) => route.abort());
  await followMail(invitee.page, /^Invitation to/);
  await invitee.page.getByLabel("Your name").fill("Mira Ito");
  await look(invitee.page, "join-with-google");
  await press(invitee.page, "Join with Google");
  await agree(invitee.page, "mira");
  await heading(invitee.page, `Welcome to ${ada.account}`);
  expect(new URL(invitee.page.url()).search).toBe("");
  await look(invitee.page, "joined-with-google");
  await invitee.page.getByRole("link", { name: "Sign in", exact: true }).click();
  await press(invitee.page, "Continue with Google");
  await press(invitee.page, "Go on to Google");
  await invitee.page.getByText("You are here as Mira Ito").waitFor();
  expect(oursAmong([...owner.faults, ...invitee.faults])).toEqual([]);
  await invitee.close();
  await owner.close();
}, 60_000);
