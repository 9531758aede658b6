import { beforeAll, expect, test } from "vitest";

import { ada, arrive, followMail, signIn } from "./people.ts";
import { barriersOn, keepPicture, overflowOf } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1";

test("somebody hears of a new device, and locks it out with one press [C-191]", async () => {
  const thief = await stage.visit({ userAgent: phone, width: 390, height: 780 });
  await signIn(thief.page, ada);
  await thief.page.getByText("You are here as Ada Lindqvist").waitFor();
  const reader = await stage.visit();
  await expect
    .poll(async () => {
      await reader.page.goto("/inbox");
      await reader.page.getByRole("article").first().waitFor();
      return reader.page.getByRole("heading", { name: /^New sign-in to/ }).count();
    })
    .toBe(1);
  await keepPicture(reader.page, "new-device-mail");
  await followMail(reader.page, /^New sign-in to/);
  await reader.page.getByRole("heading", { name: "This was not me" }).waitFor();
  await reader.page.getByRole("button", { name: /lock them out/ }).click();
  await reader.page.getByRole("heading", { name: "They are locked out" }).waitFor();
  await thief.page.goto("/people");
  await thief.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  expect([...owner.faults, ...reader.faults, ...thief.faults]).toEqual([]);
  await Promise.all([reader.close(), thief.close()]);
});

test("the incident is contained, understood and closed by its guide", async () => {
  const { page } = owner;
  await followMail(page, /Set a new password/);
  await page.getByRole("textbox", { name: "New password" }).fill("saffron-pier-lantern-88-oak");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("heading", { name: "Your password is set" }).waitFor();
  await signIn(page, { email: ada.email, password: "saffron-pier-lantern-88-oak" });
  await page.getByText("You are here as Ada Lindqvist").waitFor();

  await page.getByRole("link", { name: "Protection" }).click();
  await page.getByRole("img", { name: /^Map of the world/ }).waitFor();
  await page.getByText("new device").first().waitFor();
  // What their licence asks of whoever shows them.
  await page.getByText("DB-IP.com and Route Views, CC BY 4.0").waitFor();
  expect(await barriersOn(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
  await keepPicture(page, "protection");

  await page.getByRole("link", { name: "Not your sign-in" }).click();
  const containment = page.getByRole("list", { name: "Containment" });
  await containment.getByText("None is live").waitFor();
  expect(await barriersOn(page)).toEqual([]);
  await keepPicture(page, "incident");
  await page.getByRole("button", { name: "Close the incident" }).click();
  await page.getByText("Say what you found.").waitFor();
  await page.getByLabel("What you found").fill("A phone that was left behind in a train.");
  await page.getByRole("button", { name: "Close the incident" }).click();
  await page.getByText("Closed by you").waitFor();
  await page.getByRole("link", { name: "All of protection" }).click();
  await page.getByText("A phone that was left behind in a train.").waitFor();
  expect(owner.faults).toEqual([]);
});
