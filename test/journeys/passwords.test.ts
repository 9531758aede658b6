import { expect, test } from "vitest";

import { ada, arrive, followMail, signIn } from "./people.ts";
import { keepPicture } from "./screens.ts";
import { openStage } from "./stage.ts";

const stage = openStage();

const changed = { ...ada, password: "violet-ledger-harbour-40-moss" };
const reset = { ...ada, password: "copper-tundra-willow-61-chime" };

test("a forgotten password is set anew by mail, and every session ends with the old one [C-133]", async () => {
  const desk = await stage.visit();
  await arrive(desk.page, ada);

  await desk.page.goto("/profile");
  await desk.page.getByLabel("Your name").fill("Ada L. Lindqvist");
  await desk.page.getByRole("button", { name: "Save the name" }).click();
  await desk.page.getByText("Your name is saved.").waitFor();

  const current = desk.page.getByRole("textbox", { name: "Current password" });
  await current.fill("not the password");
  await desk.page.getByRole("textbox", { name: "New password" }).fill(changed.password);
  await desk.page.getByRole("button", { name: "Change the password" }).click();
  await desk.page.getByText(/The current password is not right/).waitFor();
  await expect.poll(() => desk.page.evaluate("document.activeElement.name")).toBe("currentPassword");
  await current.fill(ada.password);
  await desk.page.getByRole("button", { name: "Change the password" }).click();
  await desk.page.getByText("Your password is changed").waitFor();

  const cafe = await stage.visit();
  await cafe.page.goto("/sign-in");
  await cafe.page.getByRole("link", { name: "Forgot the password?" }).click();
  // The page before has a field of the same name.
  await cafe.page.getByRole("heading", { name: "Set a new password" }).waitFor();
  await cafe.page.getByLabel("E-mail").fill(ada.email);
  await cafe.page.getByRole("button", { name: "Send the link" }).click();
  await cafe.page.getByRole("heading", { name: "Look into your mail" }).waitFor();

  await followMail(cafe.page, /Set a new password/);
  const field = cafe.page.getByRole("textbox", { name: "New password" });
  await field.waitFor();
  expect(new URL(cafe.page.url()).hash).toBe("");

  await field.fill("password12345678");
  await cafe.page.getByRole("button", { name: "Set the password" }).click();
  await cafe.page.getByText(/easy to guess|common or leaked/).waitFor();
  await field.fill(reset.password);
  await cafe.page.getByRole("button", { name: "Set the password" }).click();
  await cafe.page.getByRole("heading", { name: "Your password is set" }).waitFor();
  await cafe.page.getByText("1 session has ended with it.").waitFor();
  await keepPicture(cafe.page, "password-set");

  await desk.page.getByRole("link", { name: "Sessions", exact: true }).click();
  await desk.page.getByText("Your session has ended").waitFor();
  await signIn(desk.page, changed);
  await desk.page.getByText("E-mail, password or account is not right").waitFor();
  await signIn(desk.page, reset);
  await desk.page.getByText("You are here as Ada L. Lindqvist").waitFor();

  expect([...desk.faults, ...cafe.faults]).toEqual([]);
  await Promise.all([desk.close(), cafe.close()]);
});

test("forgetting an address that nobody has looks the same [C-141]", async () => {
  const { page, faults, close } = await stage.visit();
  const answerTo = async (email: string) => {
    await page.goto("/forgot");
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    // Comes with what the page asks of the deployment, a moment later.
    await page.getByText("This deployment runs for development").waitFor();
    return (await page.getByRole("main").innerText()).replace(email, "<address>");
  };
  expect(await answerTo("nobody@tidewater.example")).toBe(await answerTo(ada.email));
  expect(faults).toEqual([]);
  await close();
});

test("a link of a mail works once, and says so the second time", async () => {
  const { page, faults, close } = await stage.visit();
  await followMail(page, /Confirm your address/);
  await page.getByRole("button", { name: "Confirm the address" }).click();
  await page.getByText("This link does not work any more").waitFor();
  expect(faults).toEqual([]);
  await close();
});
