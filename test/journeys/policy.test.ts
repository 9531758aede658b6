import { beforeAll, expect, test } from "vitest";

import { ada, arrive } from "./people.ts";
import { keepPicture } from "./screens.ts";
import { openStage } from "./stage.ts";
import type { Visitor } from "./visitor.ts";

const stage = openStage();
let owner: Visitor;
beforeAll(async () => {
  owner = await stage.visit();
  await arrive(owner.page, ada);
});

test("loosening the policy needs a reason, which stands in the audit log", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Policy" }).click();
  await page.getByLabel("Lifetime of an access token").fill("61");
  await page.getByText("A whole number from 1 to 60.").waitFor();
  await page.getByLabel("Lifetime of an access token").fill("30");
  await page.getByRole("button", { name: "Save the policy" }).click();
  await page.getByText("Say why, in 10 characters or more.").waitFor();
  await page.getByLabel("Reason").fill("The tide table runs for half an hour");
  await page.getByRole("button", { name: "Save the policy" }).click();
  await page.getByText("The policy is saved as version 2.").waitFor();
  await page.getByText("Settings of your own. Version 2").waitFor();

  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("button", { name: /Policy changed/ }).click();
  const drawer = page.getByRole("dialog", { name: "Policy changed" });
  await drawer.getByText("15 → 30").waitFor();
  await drawer.getByText("The tide table runs for half an hour").waitFor();
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  expect(owner.faults).toEqual([]);
});

test("when the last proof is too old the password is asked in place, and the change goes through", async () => {
  const { page } = owner;
  await page.goto("/policy");
  await page.getByLabel("Shortest password").fill("16");
  // What the server answers ten minutes after signing in; everything else here is the server itself.
  const refusal = { code: "auth.recent_required", status: 401, title: "A recent proof is required", advice: "" };
  await page.route("**/v1/policy", (route) =>
    route.request().method() === "PUT"
      ? route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify(refusal) })
      : route.continue(),
  );
  await page.getByRole("button", { name: "Save the policy" }).click();
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByRole("textbox", { name: "Your password" }).fill("wrong-password-wrong");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await dialog.getByText("That is not your password.").waitFor();
  await keepPicture(page, "step-up");
  await page.unroute("**/v1/policy");
  await dialog.getByRole("textbox", { name: "Your password" }).fill(ada.password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await page.getByText("The policy is saved as version 3.").waitFor();

  // Proving oneself in place leaves one session, not two.
  await page.getByRole("link", { name: "Sessions", exact: true }).click();
  const sessions = page.getByRole("list", { name: "Your sessions" }).getByRole("listitem");
  await expect.poll(() => sessions.count()).toBe(1);
  expect(owner.faults).toEqual([]);
});

test("an ended access token is renewed silently, once for all requests that found it ended", async () => {
  const { page, context } = owner;
  await context.clearCookies({ name: "__Host-holdfast-access" });
  const refreshes: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/v1/auth/refresh")) refreshes.push(request.url());
  });
  await page.goto("/home");
  await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  await page.getByRole("heading", { name: "Latest events" }).waitFor();
  expect(refreshes).toHaveLength(1);
  expect(owner.faults).toEqual([]);
});

test("a preset is compared, taken as the draft and saved; tightening asks for no reason, and binds whoever saves it", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "Policy" }).click();
  await page.getByLabel("Compare with the preset").selectOption("strict");
  await page.getByText(/^\d+ settings differ$/).waitFor();
  await page.getByRole("button", { name: "Take it as the draft" }).click();
  expect(await page.getByLabel("Reason").count()).toBe(0);
  await page.getByRole("button", { name: "Save the policy" }).click();
  await page.getByText("The policy is saved as version 4.").waitFor();
  // It asks for a second factor without grace, of the owner as well.
  await page.goto("/policy");
  await page.getByRole("heading", { level: 1, name: "Set up a second factor" }).waitFor();
  expect(owner.faults).toEqual([]);
});
