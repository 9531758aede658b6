import { expect, test } from "vitest";

import { makePasskey, plugIn } from "./authenticators.ts";
import { ada, arrive, bring, setPassword, signIn, signOut } from "./people.ts";
import { heading, look, press } from "./screens.ts";
import { openStage } from "./stage.ts";

const stage = openStage();

test("an administrator vouches for who cannot use a mail: the password was set by one [C-115]", async () => {
  const [desk, pocket] = [await stage.visit(), await stage.visit()];
  const clara = { email: "clara@tidewater.example", password: "saffron-pier-lantern-88-oak" };
  await plugIn(desk.page);
  await arrive(desk.page, ada);
  await makePasskey(desk.page);
  expect(await bring(desk.page, "Clara Moreau", clara.email)).toBe(201);

  const { page } = pocket;
  const phone = await plugIn(page);
  await setPassword(page, clara);
  await signIn(page, clara);
  await heading(page, ada.account);
  await makePasskey(page);
  await signOut(page);
  await phone.unplug();
  const forgetful = { ...clara, password: "copper-tundra-willow-61-chime" };
  await setPassword(page, forgetful);
  await signIn(page, forgetful);
  await page.getByText("I have lost all of these").click();
  await press(page, "Mail me the link");
  await page.getByText("Your password was set by mail.").waitFor();

  await desk.page.goto("/people");
  await desk.page.getByRole("link", { name: "Clara Moreau" }).click();
  await press(desk.page, "Vouch for Clara Moreau");
  await desk.page.getByRole("dialog").waitFor();
  await look(desk.page, "recovery-vouch");
  await press(desk.page, "I know that it is them");
  await desk.page.getByText("The recovery is waiting").waitFor();

  await signIn(page, forgetful);
  await page.getByText("Your recovery is waiting").waitFor();
  expect([...desk.faults, ...pocket.faults]).toEqual([]);
  await Promise.all([desk.close(), pocket.close()]);
}, 60_000);
