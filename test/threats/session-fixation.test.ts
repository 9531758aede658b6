import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { answerChallenge, passwordStep, setUpApp } from "../support/authenticator-app.ts";
import { type Deployment, type Member, publicUrl, startDeployment } from "../support/deployment.ts";

/** Whoever plants a session, a token or a challenge of theirs in another's browser, and waits for it to be worth more. */
let holdfast: Deployment;
let ada: Member;
let mallory: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  ada = await holdfast.account();
  mallory = await holdfast.account();
});
afterAll(() => holdfast.stop());

const browser = { origin: publicUrl, "sec-fetch-site": "same-origin" };
const cookiesOf = (header: string | string[] | undefined): string[] =>
  [header ?? []].flat().map((line) => line.slice(0, line.indexOf(";")));

describe("a sign-in in a browser that holds somebody else's session", () => {
  test("gives it new tokens, of a new session, and makes nothing of the planted one", async () => {
    const planted = `__Host-holdfast-access=${mallory.token}; __Host-holdfast-refresh=${mallory.refreshToken}`;
    const answer = await holdfast.call({
      method: "POST",
      url: "/v1/auth/sign-in",
      headers: { ...browser, cookie: planted },
      body: { email: ada.email, password: ada.password, account: ada.slug, transport: "cookie" },
    });
    expect(answer.json().session.id).not.toBe(mallory.sessionId);
    const cookies = cookiesOf(answer.headers["set-cookie"]);
    // The third is the device, which is no proof of anything.
    expect(cookies).toHaveLength(3);
    for (const cookie of cookies) expect(planted).not.toContain(cookie.slice(cookie.indexOf("=") + 1));
    const before = await holdfast.call({ method: "GET", url: "/v1/me", token: mallory.token });
    expect(before.json().user.id).toBe(mallory.userId);
  });

  test("cannot be given the session's id by the request", async () => {
    const body = { email: ada.email, password: ada.password, account: ada.slug };
    for (const extra of [{ sessionId: mallory.sessionId }, { session: { id: mallory.sessionId } }]) {
      const answer = await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: { ...body, ...extra } });
      expect([answer.statusCode, answer.json().code]).toEqual([400, "request.malformed"]);
    }
  });
});

describe("the second step of a sign-in", () => {
  test("begins the session: there is none before it, that somebody could know", async () => {
    const user = await holdfast.member(await holdfast.account(), "developer");
    const app = await setUpApp(holdfast, user);
    const first = await passwordStep(holdfast, user);
    expect(Object.keys(first).sort()).toEqual(["challenge", "expiresAt", "factors", "recovery", "step"]);
    const done = (await answerChallenge(holdfast, first.challenge, { kind: "totp", code: app.code() })).json();
    expect(done.session.id).not.toBe(user.sessionId);
    expect(done.accessToken).not.toBe(user.token);
  });

  test("in a victim's browser, with the thief's challenge, is refused from another site", async () => {
    const user = await holdfast.member(await holdfast.account(), "developer");
    const app = await setUpApp(holdfast, user);
    const { challenge } = await passwordStep(holdfast, user);
    const proof = { kind: "totp", code: app.code() };
    const answer = await holdfast.call({
      method: "POST",
      url: "/v1/auth/factor",
      headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      body: { challenge, proof, transport: "cookie" },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([403, "request.cross_site"]);
  });
});

test("a proof given in a session adds to that session and to no other of the same person", async () => {
  const user = await holdfast.member(await holdfast.account(), "developer");
  const body = { email: user.email, password: user.password, account: user.slug };
  const other = (await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body })).json();
  await setUpApp(holdfast, user);
  const state = await holdfast.call({ method: "GET", url: "/v1/me/proof", token: other.accessToken });
  expect(state.json().factorProvedAt).toBeNull();
});
