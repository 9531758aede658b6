import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";

import { ApiProblem, createClient } from "@holdfast/sdk";
import { hash } from "@node-rs/argon2";

import { type Colleague, type Customer, customers } from "./customers.ts";

export interface DemoPerson extends Colleague {
  readonly userId: string;
  /** Made for this run, and good for nothing else. */
  readonly password: string;
}

export interface DemoAccount {
  readonly id: string;
  readonly customer: Customer;
  readonly people: readonly DemoPerson[];
  /** Signs what Holdfast tells the desk of this account; null where there is no desk. */
  readonly webhookSecret: string | null;
}

/** Lets the customers sign up, as strangers would, bring their people, and have the desk told of who leaves. */
export async function seedAccounts(holdfastUrl: string, deskUrl: string | null = null): Promise<DemoAccount[]> {
  const accounts: DemoAccount[] = [];
  for (const customer of customers) accounts.push(await seedAccount(holdfastUrl, deskUrl, customer));
  return accounts;
}

async function seedAccount(baseUrl: string, deskUrl: string | null, customer: Customer): Promise<DemoAccount> {
  const { name, slug, owner, colleagues } = customer;
  const anybody = createClient({ baseUrl, retries: 0 });
  const password = somePassword();
  const created = await patiently(() =>
    anybody.createAccount({
      // The preset whose roles are owner, admin and agent, as a help desk needs them.
      body: { name, slug, region: "eu", preset: "conviro", owner: { email: owner.email, name: owner.name, password } },
    }),
  );
  const token = await mailedToken(baseUrl, owner.email);
  await patiently(() => anybody.verifyEmail({ body: { token } }));
  const signedIn = await patiently(() => anybody.signIn({ body: { email: owner.email, password } }));
  if (signedIn.step !== "done" || signedIn.accessToken === null) throw new Error(`${owner.email} cannot sign in`);

  const holdfast = createClient({ baseUrl, token: signedIn.accessToken, retries: 0 });
  const passwords = colleagues.map(() => somePassword());
  const users = await Promise.all(
    colleagues.map(async ({ email, name, role }, at) => {
      return { email, name, role, emailVerified: true, passwordHash: await importable(passwords[at] ?? "") };
    }),
  );
  const imported = await patiently(() => holdfast.importUsers({ body: { users } }));
  const url = deskUrl === null ? null : `${deskUrl}/webhooks/${created.account.id}`;
  const events = ["user.deleted", "user.erased"];
  const webhook = url === null ? null : await patiently(() => holdfast.createWebhook({ body: { url, events } }));
  await patiently(() => holdfast.signOut());
  const brought = colleagues.map((colleague, at) => ({
    ...colleague,
    userId: imported.users[at]?.id ?? "",
    password: passwords[at] ?? "",
  }));
  const people = [{ ...owner, userId: created.owner.id, password }, ...brought];
  return { id: created.account.id, customer, people, webhookSecret: webhook?.secret ?? null };
}

/**
 * On a slow machine, a server that has just begun cannot count every request in time, and refuses what it cannot count.
 * That is sent anew, as another request: nothing of the first was done.
 */
async function patiently<T>(ask: () => Promise<T>, attempts = 20): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 503 || attempts === 1) throw error;
    await setTimeout(500);
    return patiently(ask, attempts - 1);
  }
}

/** A hash as another system would bring it. */
const importable = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 });

/** Without letters and digits that look alike: somebody will type it from one window into another. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";
const someLetters = (count: number): string =>
  Array.from({ length: count }, () => letters[randomInt(letters.length)]).join("");

/** 20 letters of 31 are 99 bits. */
const somePassword = (): string => [5, 5, 5, 5].map(someLetters).join("-");

/** From the inbox that a laptop's Holdfast shows in place of sending mails. */
async function mailedToken(baseUrl: string, to: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const inbox = await fetch(`${baseUrl}/dev/inbox`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as packages/server/src/dev-pages.ts serves it
    const { items } = (await inbox.json()) as { items: readonly { to: string; text: string }[] };
    const mail = items.find((mail) => mail.to === to && mail.text.includes("/verify#token="));
    const token = /\/verify#token=([A-Za-z0-9_-]+)/.exec(mail?.text ?? "")?.[1];
    if (token !== undefined) return token;
    await setTimeout(50);
  }
  throw new Error(`no mail to ${to} has arrived`);
}
