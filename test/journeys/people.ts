import type { Page } from "playwright-core";

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

/** Opens the newest mail's link from the development inbox, as a person would. */
export async function followMail(page: Page, subject: RegExp): Promise<void> {
  await page.goto("/inbox");
  const mail = page.getByRole("article").filter({ has: page.getByRole("heading", { name: subject }) });
  await mail.getByRole("link").first().click();
}

export async function confirmAddress(page: Page): Promise<void> {
  await followMail(page, /Confirm your address/);
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
  await confirmAddress(page);
  await signIn(page, person);
  await page.getByRole("heading", { level: 1, name: person.account }).waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "You are signed out" }).waitFor();
}
