import { beforeAll, expect, test } from "vitest";

import { ada, arrive, bring, setPassword, signIn } from "./people.ts";
import { heading, keepPicture, look, overflowOf, press } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
const bela = { email: "bela@tidewater.example", password: "cobalt-harbour-thistle-41-lamp" };
const reason = "The export stops half way";
let owner: Visitor;
let member: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
  member = await stage.visit({ width: 320, height: 780 });
});

/** As somebody of the operator would, over the API. @returns the status of the answer */
const readLog = (token: string) =>
  owner.page.evaluate<number>(
    `fetch("/v1/audit/events", { credentials: "omit", headers: { authorization: "Bearer ${token}" } }).then(({ status }) => status)`,
  );

test("support is let in for some hours, to read what was chosen, and everybody sees it [C-238] [C-239]", async () => {
  const { page } = owner;
  expect(await bring(page, "Bela Okonkwo", bela.email)).toBe(201);
  await page.goto("/support");
  await page.getByText("Support was never let in").waitFor();
  await press(page, "Let support in");
  const drawer = page.getByRole("dialog", { name: "Let support in" });
  await drawer.getByRole("checkbox", { name: /^Audit log/ }).check();
  await drawer.getByLabel("For").selectOption("2");
  await drawer.getByRole("button", { name: "Let them read" }).click();
  await drawer.getByText("Say what you need help with.").waitFor();
  await drawer.getByLabel("Why").fill(reason);
  await look(page, "support-new");
  await drawer.getByRole("button", { name: "Let them read" }).click();
  await page.getByText("Support may look in", { exact: true }).waitFor();
  await page.getByText("open, not used yet").waitFor();
  const grant = await page.getByText(/^sgr_/).innerText();

  const printed = await stage.operate("--json", "support", "open", ada.slug, "--grant", grant, "--as", "kim");
  expect(await readLog(/"token": ?"([^"]+)"/.exec(printed)?.[1] ?? "")).toBe(200);
  await page.goto("/support");
  await page.getByText("kim").waitFor();
  await page.getByText("Support is in", { exact: true }).waitFor();
  await look(page, "support");

  await setPassword(member.page, bela);
  await signIn(member.page, bela);
  await heading(member.page, ada.account);
  await member.page.getByText("Support is in").waitFor();
  await member.page.getByText(/reads the audit log, until/).waitFor();
  expect(await overflowOf(member.page)).toBe(0);
  await look(member.page, "support-banner-320");
  expect([...owner.faults, ...member.faults]).toEqual([]);
});

test("a support grant is withdrawn with a certificate, and the banner goes [C-238]", async () => {
  const { page } = owner;
  await press(page, `Withdraw: ${reason}`);
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  await keepPicture(page, "support-withdrawn");
  await press(page, "Done");
  await page.getByText("withdrawn").waitFor();
  await expect.poll(() => page.getByText("Support is in").count()).toBe(0);
  await member.page.goto("/home");
  await heading(member.page, ada.account);
  await expect.poll(() => member.page.getByText("Support is in").count()).toBe(0);
  expect([...owner.faults, ...member.faults]).toEqual([]);
});
