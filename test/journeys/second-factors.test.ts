import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { appWith, keepCodes, plugIn } from "./authenticators.ts";
import { ada, arrive, confirmAddress, createAccount, type Person, signIn, signOut } from "./people.ts";
import { heading, holdBack, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";

const stage = openStage();

const bela: Person = {
  account: "Saltmarsh Works",
  slug: "saltmarsh-works",
  name: "Bela Okonkwo",
  email: "bela@saltmarsh.example",
  password: "saffron-pier-lantern-88-oak",
  preset: "strict",
};

test("a first sign-in under a policy that asks for it leads through a passkey, its codes and a trial [C-112] [C-117]", async () => {
  const { page, faults, close } = await stage.visit();
  const phone = await plugIn(page);
  await createAccount(page, bela);
  await confirmAddress(page, bela);
  await signIn(page, bela);
  await heading(page, "Set up a second factor");
  await look(page, "enrol-choose");

  // Nothing else is open meanwhile.
  await page.goto("/sessions");
  await page.goto("/policy");
  await heading(page, "Set up a second factor");

  await press(page, "Make a passkey");
  await heading(page, "Keep your recovery codes");
  const codes = await keepCodes(page);
  await look(page, "enrol-codes");
  // On paper there is the sheet, and nothing of the screen around it.
  await page.emulateMedia({ media: "print" });
  await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor({ state: "hidden" });
  expect(await page.getByRole("figure", { name: "Your recovery codes" }).isVisible()).toBe(true);
  await page.emulateMedia({ media: "screen" });
  const download = page.waitForEvent("download");
  await press(page, "Download");
  expect(await readFile(await (await download).path(), "utf8")).toContain(codes.join("\r\n"));
  expect(await page.getByRole("button", { name: "Go on" }).isDisabled()).toBe(true);
  await page.getByLabel("I keep these codes somewhere safe").check();
  await press(page, "Go on");

  await heading(page, "Try it once");
  await look(page, "enrol-try");
  await press(page, "Use a passkey");
  await heading(page, "You are set");
  await look(page, "enrol-done");
  await press(page, "Go on");
  await heading(page, "Policy");
  expect(faults).toEqual([]);

  // And back in with nothing but the passkey.
  await phone.touch(false);
  await signOut(page);
  const questions = await holdBack(page, "**/v1/auth/passkey/options");
  await page.getByRole("link", { name: "Sign in again" }).click();
  const suggested = await questions.next();
  await suggested();
  await press(page, "Use a passkey");
  const asked = await questions.next();
  // A virtual phone takes what is asked after it was touched.
  await phone.touch(true);
  await asked();
  await heading(page, bela.account);

  // Whoever presses before the browser can suggest one is asked, and the suggestion does not take the question away.
  await phone.touch(false);
  await signOut(page);
  await page.getByRole("link", { name: "Sign in again" }).click();
  const late = await questions.next();
  await press(page, "Use a passkey");
  await (
    await questions.next()
  )();
  await late();
  await page.waitForTimeout(500);
  expect(await page.getByRole("button", { name: "Use a passkey" }).isDisabled()).toBe(true);
  expect(await page.getByRole("alert").count()).toBe(0);

  // The browser suggests it in the e-mail field; the virtual phone picks it as soon as it is touched.
  await page.unrouteAll();
  await phone.touch(true);
  await page.goto("/sign-in");
  await heading(page, bela.account);
  expect(faults).toEqual([]);
  await close();
}, 60_000);

test("an authenticator app is set up by its key, and its codes and the recovery codes sign in [C-105] [C-108] [C-115]", async () => {
  const { page, faults, close } = await stage.visit();
  await arrive(page, ada);
  await page.getByText("A second factor is required soon").waitFor();
  await look(page, "grace-banner");
  await page.getByRole("link", { name: "Sign-in methods" }).click();
  await page.getByText("No passkey yet").waitFor();
  await look(page, "sign-in-methods-empty");

  await press(page, "Set up an app");
  const dialog = page.getByRole("dialog", { name: "Set up your authenticator app" });
  await dialog.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  const app = appWith(await dialog.locator("code").innerText());
  await dialog.getByLabel("Code that the app shows now").fill("12345");
  await press(page, "Confirm the app");
  await dialog.getByText("Type the six digits.").waitFor();
  await look(page, "totp-set-up");
  await dialog.getByLabel("Code that the app shows now").fill(await app.nextCode());
  await press(page, "Confirm the app");
  await page.getByText("The authenticator app is set up.").waitFor();
  await page.getByText("A second factor is required soon").waitFor({ state: "detached" });

  await press(page, "Make codes");
  const [first = ""] = await keepCodes(page);
  await page.getByLabel("I keep these codes somewhere safe").check();
  await press(page, "Go on");
  await page.getByText("10 of 10 left").waitFor();
  await look(page, "sign-in-methods");

  await signOut(page);
  await signIn(page, ada);
  await heading(page, "One more step");
  await look(page, "second-step");
  await page.getByLabel("Code of your authenticator app").fill(await app.nextCode());
  await press(page, "Go on");
  await heading(page, ada.account);

  await signOut(page);
  await signIn(page, ada);
  await heading(page, "One more step");
  await press(page, "Use a recovery code");
  await page.getByLabel("Recovery code").fill("0000-0000-0000-0000");
  await press(page, "Go on");
  await page.getByText("That code is not right, or was used.").waitFor();
  await look(page, "second-step-refused");
  await page.getByLabel("Recovery code").fill(first.toLowerCase().replaceAll("-", " "));
  await press(page, "Go on");
  await heading(page, ada.account);
  await page.getByRole("link", { name: "Sign-in methods" }).click();
  await page.getByText("9 of 10 left").waitFor();
  expect(faults).toEqual([]);
  await close();
}, 60_000);

const clara: Person = { ...ada, account: "Grey Heron", slug: "grey-heron", email: "clara@heron.example" };

test("what asks for a second factor asks in place, takes no password for one, and then goes on by itself [C-113]", async () => {
  const { page, faults, close } = await stage.visit();
  await plugIn(page);
  await arrive(page, clara);
  await page.getByRole("link", { name: "Sign-in methods" }).click();
  await press(page, "Add a passkey");
  await page.getByText(/^The passkey “.*” is ready/).waitFor();
  const passkeys = page.getByRole("list", { name: "Your passkeys" }).getByRole("listitem");
  await passkeys.getByText("synced").waitFor();
  await passkeys.getByRole("button", { name: /^Rename/ }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Clara's phone");
  await press(page, "Save the name");
  await passkeys.getByText("Clara's phone").waitFor();

  // What the server answers ten minutes after the last proof; everything else here is the server itself.
  const codesUrl = "**/v1/me/factors/recovery-codes";
  const refusal = { code: "auth.factor_required", status: 401, title: "", advice: "" };
  const answer = { status: 401, contentType: "application/problem+json", body: JSON.stringify(refusal) };
  await page.route(codesUrl, (route) => route.fulfill(answer));
  await press(page, "Make codes");
  await press(page, "Show the codes");
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByText("asks for your second factor").waitFor();
  await dialog.getByRole("button", { name: "Use a passkey" }).waitFor();
  expect(await dialog.getByText("Use the password").count()).toBe(0);
  await look(page, "step-up-factor");
  await page.unroute(codesUrl);
  await press(page, "Use a passkey");
  const sheet = page.getByRole("figure", { name: "Your recovery codes" });
  await sheet.waitFor();
  await dialog.waitFor({ state: "detached" });
  await page.getByLabel("I keep these codes somewhere safe").check();
  await press(page, "Go on");

  // The last factor stays where the policy asks for one.
  await passkeys.getByRole("button", { name: /^Remove/ }).click();
  await press(page, "Remove the passkey");
  await page.getByText("This is your last second factor").waitFor();
  await look(page, "passkey-last");
  expect(faults).toEqual([]);
  await close();
}, 60_000);

test("a browser without a fitting passkey says so, and the password is still there", async () => {
  const { page, faults, close } = await stage.visit();
  await plugIn(page);
  await page.goto("/sign-in");
  await press(page, "Use a passkey");
  await page.getByText("No passkey was given").waitFor();
  await look(page, "sign-in-no-passkey");
  expect(faults).toEqual([]);
  await close();
}, 60_000);
