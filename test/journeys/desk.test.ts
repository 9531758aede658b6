import { fileURLToPath } from "node:url";

import { createClient } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Demo, startDemo } from "../../examples/desk/demo/demo.ts";
import type { DemoPerson } from "../../examples/desk/demo/seed-accounts.ts";
import { ensureDesk } from "../../scripts/bootstrap/desk.mjs";
import { type RunningBrowser, startBrowser } from "./browser.ts";
import { freePort } from "./house.ts";
import { heading, keepPicture, look, overflowOf, press } from "./screens.ts";
import { signIn } from "./people.ts";
import { visit, type Visitor } from "./visitor.ts";

let demo: Demo;
let chromium: RunningBrowser;
beforeAll(async () => {
  await ensureDesk(fileURLToPath(new URL("../..", import.meta.url)), process.env);
  chromium = await startBrowser();
  demo = await startDemo({ holdfastPort: await freePort(), deskPort: await freePort() });
}, 120_000);
afterAll(async () => {
  await chromium.close();
  await demo.close();
});

/** The people of the second customer: an owner, an administrator and an agent. */
const colleague = (role: DemoPerson["role"]): DemoPerson => {
  const person = demo.accounts[1]?.people.find((candidate) => candidate.role === role);
  if (person === undefined) throw new Error(`nobody is ${role}`);
  return person;
};

async function enterDesk({ page }: Visitor, { email, password, name }: DemoPerson): Promise<void> {
  await page.goto("/");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
  await page.getByText(name).first().waitFor();
}

test("somebody who is signed out in the console is out of the desk within a second, with both on screen [C-124] [C-125]", async () => {
  const desk = await visit(chromium.browser, demo.deskUrl, { width: 1180 });
  await desk.page.goto("/");
  await look(desk.page, "desk-sign-in");
  const agent = colleague("agent");
  await enterDesk(desk, agent);
  await desk.page.getByRole("button", { name: /Tent pole broke/ }).click();
  await heading(desk.page, "Tent pole broke on the second night");
  await desk.page.getByLabel("Answer").fill("A new pole is at the hut in Gjendesheim from noon.");
  await press(desk.page, "Send the answer");
  await desk.page.getByRole("listitem").filter({ hasText: "from noon" }).getByText(agent.name).waitFor();
  await look(desk.page, "desk-ticket");

  const office = await visit(chromium.browser, demo.holdfastUrl, { width: 1180 });
  await signIn(office.page, colleague("owner"));
  await heading(office.page, "Halden Outdoor");
  await office.page.goto("/people");
  await office.page.getByRole("link", { name: agent.name }).first().click();
  await heading(office.page, agent.name);
  await keepPicture(desk.page, "desk-before");
  await keepPicture(office.page, "desk-console-before");

  await press(office.page, "End every session");
  await office.page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  const certified = Date.now();
  await heading(desk.page, "Your session was ended");
  expect(Date.now() - certified).toBeLessThan(1000);
  expect(await desk.page.getByText("Tent pole").count()).toBe(0);
  await keepPicture(office.page, "desk-console-certificate");
  await look(desk.page, "desk-ended");

  await press(desk.page, "Sign in again");
  await heading(desk.page, "Sign in to the desk");
  expect([...desk.faults, ...office.faults]).toEqual([]);
  await Promise.all([desk.close(), office.close()]);
}, 90_000);

test("whoever was deleted in Holdfast is nobody's name at the desk any more, soon after", async () => {
  const visitor = await visit(chromium.browser, demo.deskUrl);
  const { page, faults, close } = visitor;
  await enterDesk(visitor, colleague("admin"));
  await page.getByRole("button", { name: /^Solved / }).click();
  await page.getByRole("button", { name: /Do you rent to schools/ }).click();
  const { name, userId } = colleague("agent");
  await page.getByRole("listitem").filter({ hasText: "schools pay half" }).getByText(name).waitFor();
  const { email, password } = colleague("owner");
  const signedIn = await createClient({ baseUrl: demo.holdfastUrl }).signIn({ body: { email, password } });
  if (signedIn.step !== "done") throw new Error(`the sign-in answered ${signedIn.step}`);
  await createClient({ baseUrl: demo.holdfastUrl, token: signedIn.accessToken ?? "" }).deleteUser({
    params: { id: userId },
  });
  // By a webhook; the page that is open hears of it from the desk.
  await page.getByRole("listitem").filter({ hasText: "schools pay half" }).getByText("Former colleague").waitFor();
  expect(faults).toEqual([]);
  await close();
}, 60_000);

test.each([
  { width: 320, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
] as const)(
  "the desk keeps nobody out and fits in a window of $width pixels, $colorScheme",
  async (window) => {
    const visitor = await visit(chromium.browser, demo.deskUrl, window);
    const { page, faults } = visitor;
    const name = (screen: string) => `desk-${screen}-${window.width}-${window.colorScheme}`;
    await enterDesk(visitor, colleague("admin"));
    await page.getByRole("button", { name: /^All / }).click();
    await page.getByRole("button", { name: /Tent pole broke/ }).waitFor();
    await look(page, name("list"));
    expect(await overflowOf(page)).toBe(0);
    await page.getByRole("button", { name: /Deposit not returned/ }).click();
    await heading(page, "Deposit not returned");
    await page.getByRole("button", { name: "Delete" }).waitFor();
    await look(page, name("ticket"));
    expect(await overflowOf(page)).toBe(0);
    await press(page, "Sign out");
    await heading(page, "Sign in to the desk");
    expect(faults).toEqual([]);
    await visitor.close();
  },
  60_000,
);
