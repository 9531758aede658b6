import { setTimeout } from "node:timers/promises";

import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { expect } from "vitest";

import { press } from "./screens.ts";

export interface Authenticator {
  /** Whether whoever holds it touches it when asked. */
  readonly touch: (willing: boolean) => Promise<void>;
  readonly unplug: () => Promise<void>;
}

/** A phone whose passkeys are synced, as Chromium's developer tools make one. */
export async function plugIn(page: Page): Promise<Authenticator> {
  const tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
  const { authenticatorId } = await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: true,
      defaultBackupState: true,
    },
  });
  return {
    touch: async (enabled) => {
      await tools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    unplug: async () => {
      await tools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    },
  };
}

const stepMs = 30_000;
const marginMs = 10_000;

/** An authenticator app that was told a secret. Each code of it works once, so it gives none twice. */
export function appWith(secret: string): { readonly nextCode: () => Promise<string> } {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(/\s/g, "")) });
  let last = 0;
  return {
    async nextCode() {
      // The step before the present one is taken as well, from a hand that was slow; but not one about to pass.
      const step = Math.max(last + 1, Math.floor((Date.now() + marginMs) / stepMs) - 1);
      await setTimeout(Math.max(0, step * stepMs - Date.now()));
      last = step;
      return totp.generate({ timestamp: step * stepMs });
    },
  };
}

/** Has recovery codes made where they are offered, and reads them off the screen. */
export async function keepCodes(page: Page): Promise<string[]> {
  await press(page, "Show the codes");
  const sheet = page.getByRole("figure", { name: "Your recovery codes" });
  await sheet.waitFor();
  const codes = await sheet.getByRole("listitem").allInnerTexts();
  expect(codes).toHaveLength(10);
  return codes;
}

/** Sets an app up with the key that the screen shows. */
export async function tellApp(page: Page): Promise<ReturnType<typeof appWith>> {
  await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  const app = appWith(await page.locator("code").innerText());
  await page.getByLabel("Code that the app shows now").fill(await app.nextCode());
  await press(page, "Confirm the app");
  return app;
}

/** Makes a passkey where somebody keeps their sign-in methods. */
export async function makePasskey(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Sign-in methods" }).click();
  await press(page, "Add a passkey");
  await page.getByRole("list", { name: "Your passkeys" }).getByText("synced").waitFor();
}
