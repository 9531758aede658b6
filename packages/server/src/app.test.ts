import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, goodPassword, startDeployment } from "../../../test/support/deployment.ts";
import { createApp } from "./app.ts";

let holdfast: Deployment;
beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

/** The same databases, under other settings. */
const appWith = (settings: Partial<Deployment["runtime"]>) =>
  createApp({ ...holdfast.runtime, ...settings }, { trustedProxies: [], tls: null });

describe("a server whose mails go to a mail server", () => {
  test("has no inbox to read", async () => {
    const app = appWith({ inbox: null });
    const answer = await app.inject({ url: "/dev/inbox", headers: { host: "localhost" }, remoteAddress: "127.0.0.1" });
    expect([answer.statusCode, answer.json().code]).toEqual([404, "route.not_found"]);
    await app.close();
  });
});

describe("a server whose operator says where to report an incident", () => {
  test("tells everybody, before they sign in", async () => {
    const app = appWith({ securityContact: "mailto:security@example.com" });
    expect((await app.inject({ url: "/v1/deployment" })).json()).toMatchObject({
      securityContact: "mailto:security@example.com",
    });
    await app.close();
  });
});

describe("a server that is closed to newcomers", () => {
  test("creates no account for whoever asks, and says so before they try", async () => {
    const app = appWith({ signUp: "closed" });
    const owner = { email: "ada@example.com", name: "Ada Lovelace", password: goodPassword };
    const payload = { name: "Acme", slug: "acme-closed", region: "eu", placement: "shared", owner };
    const answer = await app.inject({ method: "POST", url: "/v1/accounts", payload });
    expect(answer.statusCode).toBe(403);
    expect((await app.inject({ url: "/v1/deployment" })).json()).toMatchObject({ signUp: "closed" });
    await app.close();
  });
});
