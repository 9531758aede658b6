import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from "@holdfast/contract";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type RunningBrowser, startBrowser } from "./browser.ts";
import { type House, startHouse } from "./house.ts";

/** What a real browser makes of our options, and we of its answers, without a library in between. */
let house: House;
let chromium: RunningBrowser;
let page: Page;
let tools: CDPSession;

beforeAll(async () => {
  [house, chromium] = await Promise.all([startHouse(), startBrowser()]);
  page = await chromium.browser.newPage();
  await page.goto(`${house.url}/docs`);
  tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
}, 90_000);
afterAll(async () => {
  await chromium.close();
  await house.close();
});

async function post(path: string, body?: unknown, token?: string) {
  const answer = await fetch(house.url + path, {
    method: "POST",
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = JSON.parse(await answer.text());
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(json)}`);
  return json;
}

/** Makes an account whose owner has just signed in. */
async function signUp(slug: string) {
  const owner = { email: `${slug}@example.com`, name: "Ada Lovelace", password: "plum-anvil-rhythm-97-quartz" };
  const { owner: user } = await post("/v1/accounts", { name: slug, slug, region: "eu", owner });
  const mailed = async (): Promise<string> => {
    const { items } = JSON.parse(await (await fetch(`${house.url}/dev/inbox`)).text());
    const mail = items.find(({ to }: { to: string }) => to === owner.email);
    return /verify#token=([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  };
  await expect.poll(mailed).not.toBe("");
  await post("/v1/auth/verify-email", { token: await mailed() });
  const credentials = { email: owner.email, password: owner.password };
  const { accessToken: token } = await post("/v1/auth/sign-in", credentials);
  return { token, userId: user.id, credentials };
}

/** A phone whose passkeys are synced, or a security key without a PIN, as Chromium's developer tools make them. */
async function plugIn(device: "phone" | "security key"): Promise<() => Promise<void>> {
  const isPhone = device === "phone";
  const { authenticatorId } = await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: isPhone ? "internal" : "usb",
      hasResidentKey: true,
      hasUserVerification: isPhone,
      isUserVerified: isPhone,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: isPhone,
      defaultBackupState: isPhone,
    },
  });
  return async () => {
    await tools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
  };
}

/** In the page: this program has no types of a browser's. */
const ask = <Answer>(how: "create" | "get", options: PasskeyCreationOptions | PasskeyRequestOptions): Promise<Answer> =>
  page.evaluate<Answer>(`(async () => {
    const kind = { create: "Creation", get: "Request" }["${how}"];
    const publicKey = PublicKeyCredential["parse" + kind + "OptionsFromJSON"](${JSON.stringify(options)});
    return JSON.parse(JSON.stringify(await navigator.credentials.${how}({ publicKey })));
  })()`);

const create = (options: PasskeyCreationOptions): Promise<PasskeyRegistration> => ask("create", options);
const get = (options: PasskeyRequestOptions): Promise<PasskeyAssertion> => ask("get", options);

const signIn = async () => post("/v1/auth/passkey", { assertion: await get(await post("/v1/auth/passkey/options")) });

test("Chromium makes a synced passkey and signs in with it, without a user name [C-105] [C-106] [C-107]", async () => {
  const unplug = await plugIn("phone");
  const { token, userId } = await signUp("acme");
  const passkey = await create(await post("/v1/me/passkeys/options", undefined, token));
  const view = await post("/v1/me/passkeys", { passkey }, token);
  expect(view).toMatchObject({ syncable: true, synced: true, verifiesUser: true, transports: ["internal"] });
  const signedIn = await signIn();
  expect(signedIn.step).toBe("done");
  const me = await fetch(`${house.url}/v1/me`, { headers: { authorization: `Bearer ${signedIn.accessToken}` } });
  expect(JSON.parse(await me.text()).user.id).toBe(userId);
  // The browser itself says that this device has one already.
  await expect(create(await post("/v1/me/passkeys/options", undefined, token))).rejects.toThrow(/InvalidStateError/);
  await unplug();
}, 60_000);

test("A security key without a PIN is the second factor after a password [C-106] [C-108]", async () => {
  const unplug = await plugIn("security key");
  const { token, credentials } = await signUp("globex");
  const passkey = await create(await post("/v1/me/passkeys/options", undefined, token));
  const view = await post("/v1/me/passkeys", { passkey }, token);
  expect(view).toMatchObject({ syncable: false, synced: false, verifiesUser: false, transports: ["usb"] });
  const { step, challenge } = await post("/v1/auth/sign-in", credentials);
  expect(step).toBe("factor");
  const assertion = await get(await post("/v1/auth/factor/passkey-options", { challenge }));
  const answer = { challenge, proof: { kind: "passkey", assertion } };
  expect(await post("/v1/auth/factor", answer)).toMatchObject({ step: "done" });
  await unplug();
}, 60_000);
