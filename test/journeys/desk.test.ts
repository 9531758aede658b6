import { fileURLToPath } from "node:url";

import { createClient } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Demo, startDemo } from "../../examples/desk/demo/demo.ts";
import type { DemoPerson } from "../../examples/desk/demo/seed-accounts.ts";
import { ensureDesk } from "../../scripts/bootstrap/desk.mjs";
import { type RunningBrowser, startBrowser } from "./browser.ts";
import { freePort } from "./house.ts";
import { heading, keepSideBySide, look, overflowOf, press } from "./screens.ts";
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
  await keepSideBySide([desk.page, office.page], "desk-and-console-before");

  const shownAt = (isShown: Promise<void>) => isShown.then(() => Date.now());
  const out = shownAt(heading(desk.page, "Your session was ended"));
  const certificate = office.page.getByRole("figure", { name: /Certificate of revocation/ });
  const certified = shownAt(certificate.waitFor());
  await press(office.page, "End every session");
  expect((await out) - (await certified)).toBeLessThan(1000);
  // Nothing is asked of the page for this: the cookies of its browser are worth nothing any more.
  expect((await desk.context.request.get(`${demo.deskUrl}/api/tickets`)).status()).toBe(401);
  expect(await desk.page.getByText("Tent pole").count()).toBe(0);
  await keepSideBySide([desk.page, office.page], "desk-and-console-after");
  await look(desk.page, "desk-ended");

  await press(desk.page, "Sign in again");
  await heading(desk.page, "Sign in to the desk");
  expect([...desk.faults, ...office.faults]).toEqual([]);
  await Promise.all([desk.close(), office.close()]);
}, 90_000);

test("a ticket is opened for who calls, and whoever else is there sees it at once", async () => {
  const [here, there] = [await visit(chromium.browser, demo.deskUrl), await visit(chromium.browser, demo.deskUrl)];
  await enterDesk(here, colleague("owner"));
  await enterDesk(there, colleague("agent"));
  await press(here.page, "New ticket");
  await here.page.getByLabel("Subject").fill("Crampons too small");
  await here.page.getByLabel("Who asks").fill("Eivind Moe");
  await here.page.getByLabel("Their e-mail").fill("eivind@moe.example");
  await here.page.getByLabel("What they say").fill("Do you have them in 46, too?");
  await look(here.page, "desk-new-ticket");
  await press(here.page, "Open the ticket");
  await heading(here.page, "Crampons too small");
  await there.page.getByRole("button", { name: /Crampons too small/ }).waitFor();
  // Who used the keyboard is where they were.
  await press(here.page, "New ticket");
  await here.page.keyboard.press("Escape");
  await expect.poll(() => here.page.locator(":focus").textContent()).toBe("New ticket");
  expect([...here.faults, ...there.faults]).toEqual([]);
  await Promise.all([here.close(), there.close()]);
}, 60_000);

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
  { width: 768, colorScheme: "dark" },
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
