import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Somebody who owns an account, as typed into the console. */
export interface Person {
  readonly account: string;
  readonly slug: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** The policy that the account begins with; the usual one when left out. */
  readonly preset?: string;
}

export const ada: Person = {
  account: "Tidewater Labs",
  slug: "tidewater-labs",
  name: "Ada Lindqvist",
  email: "ada@tidewater.example",
  password: "plum-anvil-rhythm-97-quartz",
};

/** Creates the account and its owner on the console's own form. */
export async function createAccount(page: Page, person: Person): Promise<void> {
  await page.goto("/create");
  await page.getByLabel("Account name").fill(person.account);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("Your e-mail").fill(person.email);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  if (person.preset !== undefined) await page.getByLabel("Policy to begin with").selectOption(person.preset);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: "Confirm your address" }).waitFor();
}

/** Opens the newest mail's link from the development inbox, as a person would, once so many such mails are there. */
export async function followMail(page: Page, subject: RegExp, { to = "", sent = 1 } = {}): Promise<void> {
  await page.goto("/inbox");
  const mails = page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: subject }), hasText: `to ${to}` });
  await mails.nth(sent - 1).waitFor();
  await mails.getByRole("link").first().click();
}

export async function confirmAddress(page: Page, person: Pick<Person, "email">, sent = 1): Promise<void> {
  await followMail(page, /Confirm your address/, { to: person.email, sent });
  await page.getByRole("button", { name: "Confirm the address" }).click();
  await page.getByRole("heading", { name: "Your address is confirmed" }).waitFor();
}

export async function signIn(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** From nothing to the overview. */
export async function arrive(page: Page, person: Person): Promise<void> {
  await createAccount(page, person);
  await confirmAddress(page, person);
  await signIn(page, person);
  await page.getByRole("heading", { level: 1, name: person.account }).waitFor();
}

/** Sends what somebody's own page could. @returns the status of the answer */
export const post = (page: Page, path: string, body: unknown): Promise<number> =>
  page.evaluate<number>(
    `fetch("${path}", { method: "POST", headers: { "content-type": "application/json" }, body: ${JSON.stringify(
      JSON.stringify(body),
    )} }).then((response) => response.status)`,
  );

/** Brings somebody into the account: there is no screen for an import. */
export const bring = (page: Page, name: string, email: string): Promise<number> =>
  post(page, "/v1/users/import", { users: [{ email, name, role: "monitor", emailVerified: true }] });

/** Makes a key where its secret does not matter. */
export const makeKey = (page: Page, name: string): Promise<number> =>
  post(page, "/v1/keys", { name, scopes: ["audit:read"] });

/** The newest event of a kind in the log of somebody's account. Its index is null before the next checkpoint. */
export async function newestEvent(page: Page, event: string): Promise<{ id: string; index: number | null }> {
  const answer = await page.request.get(`/v1/audit/events?event=${event}&limit=1`);
  return (await answer.json()).items[0];
}

/** Sets a password by mail: the first one, or another. */
export async function setPassword(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  const links = async () => JSON.stringify(await (await page.request.get("/dev/inbox")).json()).split("/reset#").length;
  const before = await links();
  await page.goto("/forgot");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  // A link from before would look the same.
  await expect.poll(links).toBeGreaterThan(before);
  await followMail(page, /Set a new password/, { to: person.email });
  await page.getByRole("textbox", { name: "New password" }).fill(person.password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("heading", { name: "Your password is set" }).waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "You are signed out" }).waitFor();
}
