import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";

import { ada, arrive, followMail, signIn } from "./people.ts";
import { heading, look, overflowOf, press } from "./screens.ts";
import { openStage } from "./stage.ts";

const stage = openStage();
beforeAll(async () => {
  const { page, close } = await stage.visit();
  await arrive(page, ada);
  await close();
});

const challenges = "**/v1/auth/captcha";
const checking = "Checking that you are not a program …";
const patience = { timeout: 30_000 };

/** Holds the challenges back, so that there is time to look. What it returns lets them through. */
async function holdChallenges(page: Page): Promise<() => void> {
  const { promise: gate, resolve: release } = Promise.withResolvers<void>();
  await page.route(challenges, async (route) => {
    await gate;
    await route.continue();
  });
  return release;
}

/** Asks for a CAPTCHA where the server, which counts, would not yet. Notes what was sent in the end. */
async function askAt(page: Page, path: string): Promise<readonly string[]> {
  const answers: string[] = [];
  const body = JSON.stringify({ code: "captcha.required", status: 403, title: "", advice: "", instance: "urn:x" });
  await page.route(`**${path}`, async (route) => {
    const { captcha } = route.request().postDataJSON();
    if (captcha === undefined) return route.fulfill({ status: 403, contentType: "application/problem+json", body });
    answers.push(captcha);
    return route.continue();
  });
  return answers;
}

/** Types wrong passwords until the server asks for more. */
async function mistype(page: Page): Promise<void> {
  const nextAnswer = () => page.waitForResponse((response) => response.url().endsWith("/v1/auth/sign-in"));
  let answer = nextAnswer();
  await signIn(page, { email: ada.email, password: "not the password" });
  for (let n = 0; n < 7; n += 1) {
    const { code } = await (await answer).json();
    if (code === "captcha.required") return page.getByText(checking).waitFor();
    answer = nextAnswer();
    await press(page, "Sign in");
  }
  throw new Error("no check was asked for");
}

test("who mistypes often is checked by the browser alone, and signs in [C-140]", async () => {
  const { page, faults, close } = await stage.visit();
  const release = await holdChallenges(page);
  await mistype(page);
  await page.getByRole("button", { name: "Cancel the check" }).waitFor();
  await look(page, "captcha-checking");
  release();
  await page.getByText(checking).waitFor({ state: "detached", ...patience });
  await page.getByText("E-mail, password or account is not right").waitFor(patience);

  await page.getByRole("textbox", { name: "Password" }).fill(ada.password);
  await press(page, "Sign in");
  await page.getByRole("heading", { level: 1, name: ada.account }).waitFor(patience);
  expect(faults).toEqual([]);
  await close();
});

test("the check can be cancelled, and a mail takes its place [C-140]", async () => {
  const { page, faults, close } = await stage.visit({ width: 390, height: 780 });
  await holdChallenges(page);
  const answers = await askAt(page, "/v1/auth/sign-in");
  await signIn(page, ada);
  await press(page, "Cancel the check");
  await page.getByText("The check was cancelled").waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Mail me a link instead");
  await look(page, "captcha-cancelled");
  expect(await overflowOf(page)).toBe(0);
  await press(page, "Mail me a link instead");
  await page.getByText("Look into your mail").waitFor();

  await followMail(page, /^Go on at/);
  await heading(page, "Go on without the check");
  expect(new URL(page.url()).hash).toBe("");
  await look(page, "captcha-by-mail");
  await press(page, "Sign in with a password");
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByRole("textbox", { name: "Password" }).fill(ada.password);
  await press(page, "Sign in");
  await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  expect(answers).toEqual([expect.stringMatching(/^hfm_/)]);
  expect(faults).toEqual([]);
  await close();
});

test("where another company checks, the mail is pointed to [C-140]", async () => {
  const { page, faults, close } = await stage.visit();
  await askAt(page, "/v1/auth/sign-in");
  const body = { provider: "turnstile", action: "sign_in", challenge: null, siteKey: "1x00", expiresAt: null };
  await page.route(challenges, (route) => route.fulfill({ json: body }));
  await signIn(page, ada);
  await page.getByText("A check by another company is asked for here").waitFor();
  await page.getByRole("button", { name: "Mail me a link instead" }).waitFor();
  await look(page, "captcha-elsewhere");
  expect(faults).toEqual([]);
  await close();
});

const mailForms = [
  { screen: "/forgot", path: "/v1/auth/forgot-password" },
  { screen: "/magic-link", path: "/v1/auth/magic-link" },
] as const;

describe("every other form goes through the check as well [C-140]", () => {
  test.for(mailForms)("$screen", async ({ screen, path }) => {
    const { page, faults, close } = await stage.visit();
    const answers = await askAt(page, path);
    await page.goto(screen);
    await page.getByLabel("E-mail").fill(ada.email);
    await press(page, "Send the link");
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor(patience);
    expect(answers).toHaveLength(1);
    expect(faults).toEqual([]);
    await close();
  });

  test("/create", async () => {
    const { page, faults, close } = await stage.visit();
    const answers = await askAt(page, "/v1/accounts");
    await page.goto("/create");
    await page.getByLabel("Account name").fill("Quay Works");
    await page.getByLabel("Your name").fill("Grace Ito");
    await page.getByLabel("Your e-mail").fill("grace@quay.example");
    await page.getByRole("textbox", { name: "Password" }).fill(ada.password);
    await press(page, "Create the account");
    await page.getByRole("heading", { name: "Confirm your address" }).waitFor(patience);
    expect(answers).toHaveLength(1);
    expect(faults).toEqual([]);
    await close();
  });
});
