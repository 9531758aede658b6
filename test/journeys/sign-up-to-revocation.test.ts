import { expect, test } from "vitest";

import { ada, confirmAddress, createAccount, signIn } from "./people.ts";
import { keepPicture } from "./screens.ts";
import { openStage } from "./stage.ts";

const stage = openStage();

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

test("an account is created, confirmed and entered, and a session that is ended elsewhere is out at once [C-124] [C-127] [C-128]", async () => {
  const desk = await stage.visit();
  const { page } = desk;
  await createAccount(page, ada);

  // Before the address is confirmed, the right password leads to another mail and no further.
  await signIn(page, ada);
  await page.getByRole("heading", { name: "Confirm your address first" }).waitFor();

  await confirmAddress(page, ada, 2);
  await signIn(page, ada);
  await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  await page.getByRole("definition").filter({ hasText: ada.slug }).waitFor();

  const pocket = await stage.visit({ width: 390, height: 844, userAgent: phone });
  await signIn(pocket.page, ada);
  await pocket.page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  await pocket.page.waitForLoadState("networkidle");

  await page.getByRole("link", { name: "Sessions", exact: true }).click();
  const sessions = page.getByRole("list", { name: "Your sessions" }).getByRole("listitem");
  await expect.poll(() => sessions.count()).toBe(2);
  await sessions
    .filter({ hasText: "This device" })
    .getByText(/Chrome.* on /)
    .waitFor();
  const other = sessions.filter({ hasText: /Safari/ });
  await other.getByText(/127\.0\.0\.1|::1/).waitFor();
  await other.getByRole("button", { name: /End the session/ }).click();

  const certificate = page.getByRole("figure", { name: /Certificate of revocation/ });
  await certificate.getByText("1 node has applied it").waitFor();
  await keepPicture(page, "certificate");
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(() => sessions.count()).toBe(1);

  // The other browser is out with its next request, and cannot refresh its way back in.
  await pocket.page.getByRole("button", { name: "Menu" }).click();
  await pocket.page.getByRole("link", { name: "Sessions", exact: true }).click();
  await pocket.page.getByText("Your session has ended").waitFor();
  expect(new URL(pocket.page.url()).pathname).toBe("/sign-in");

  expect([...desk.faults, ...pocket.faults]).toEqual([]);
  await Promise.all([desk.close(), pocket.close()]);
});

test("signing out shows the certificate of the own session, and the way back needs a password", async () => {
  const { page, context, faults, close } = await stage.visit();
  await signIn(page, ada);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.getByRole("figure", { name: /Certificate of revocation/ }).waitFor();
  // What stays says which device this is, so that the next sign-in is no news.
  const left = (await context.cookies()).map(({ name }) => name);
  expect(left.filter((name) => name.startsWith("__Host-"))).toEqual(["__Host-holdfast-device"]);
  await page.goto("/sessions");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(new URL(page.url()).searchParams.get("next")).toBe("/sessions");
  expect(faults).toEqual([]);
  await close();
});

test("a browser holds its session in HttpOnly cookies and in nothing that a script can read", async () => {
  const { page, context, faults, close } = await stage.visit();
  await signIn(page, ada);
  await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  const held = (await context.cookies()).filter(({ name }) => name.startsWith("__Host-"));
  expect(held.map(({ httpOnly, secure, sameSite, path }) => ({ httpOnly, secure, sameSite, path }))).toEqual([
    { httpOnly: true, secure: true, sameSite: "Strict", path: "/" },
    { httpOnly: true, secure: true, sameSite: "Strict", path: "/" },
    { httpOnly: true, secure: true, sameSite: "Strict", path: "/" },
  ]);
  expect(await page.evaluate("document.cookie")).toBe("");
  expect(await page.evaluate("localStorage.length + sessionStorage.length")).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

test("signing out everywhere ends every session in one act [C-125]", async () => {
  const [desk, laptop] = [await stage.visit(), await stage.visit()];
  for (const { page } of [desk, laptop]) {
    await signIn(page, ada);
    await page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
    await page.waitForLoadState("networkidle");
  }
  await desk.page.getByRole("link", { name: "Sessions", exact: true }).click();
  await desk.page.getByRole("button", { name: "Sign out everywhere" }).click();
  await desk.page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await desk.page.getByText("has no live session left anywhere.").waitFor();
  await laptop.page.getByRole("link", { name: "Profile" }).click();
  await laptop.page.getByText("Your session has ended").waitFor();
  expect(new URL(laptop.page.url()).searchParams.get("next")).toBe("/profile");
  await signIn(laptop.page, ada);
  await laptop.page.getByRole("heading", { level: 1, name: ada.account }).waitFor();
  expect([...desk.faults, ...laptop.faults]).toEqual([]);
  await Promise.all([desk.close(), laptop.close()]);
});
