import { routes, type RouteSpec } from "@holdfast/contract";
import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { days, hours, minutes } from "../../packages/server/src/kernel/clock.ts";
import { answerChallenge, type App, makeRecoveryCodes, passwordStep, setUpApp } from "../support/authenticator-app.ts";
import { type Deployment, mailedToken, type Member, signInAs, startDeployment } from "../support/deployment.ts";

/** Whoever has the password, the mailbox, an old session or an old token, and not the second factor. */
let holdfast: Deployment;
let ada: Member;
let app: App;

beforeAll(async () => {
  holdfast = await startDeployment();
  ada = await holdfast.account();
  app = await setUpApp(holdfast, ada);
});
afterAll(() => holdfast.stop());

const post = (url: string, body: object, token?: string) =>
  holdfast.call({ method: "POST", url, body, ...(token !== undefined && { token }) });

describe("whoever lacks the second factor", () => {
  test("gets no session by the password, and none by a password set through the mailbox [C-133]", async () => {
    expect(await passwordStep(holdfast, ada)).toMatchObject({ step: "factor", factors: ["totp"] });
    await post("/v1/auth/forgot-password", { email: ada.email });
    const token = await mailedToken(holdfast.inbox, ada.email, "/reset");
    const password = "orchid-lantern-47-velvet-moth";
    const reset = await post("/v1/auth/reset-password", { token, password });
    expect(reset.statusCode).toBe(200);
    expect(reset.body).not.toContain("accessToken");
    ada = { ...ada, password };
    expect((await passwordStep(holdfast, ada)).step).toBe("factor");
  });

  test("cannot finish a sign-in that began with a password which was reset since", async () => {
    const { challenge } = await passwordStep(holdfast, ada);
    await post("/v1/auth/forgot-password", { email: ada.email });
    holdfast.advance(minutes(1));
    const token = await mailedToken(holdfast.inbox, ada.email, "/reset");
    const password = "saffron-glacier-82-tin-whistle";
    // The newest mail is awaited: the one before it was used up.
    await expect
      .poll(async () => {
        const newest = await mailedToken(holdfast.inbox, ada.email, "/reset");
        return (await post("/v1/auth/reset-password", { token: newest, password })).statusCode;
      })
      .toBe(200);
    expect(token).toMatch(/^hfm_/);
    ada = { ...ada, password };
    const late = await answerChallenge(holdfast, challenge, { kind: "totp", code: app.code() });
    expect([late.statusCode, late.json().code]).toEqual([400, "challenge.invalid"]);
  });

  test("gets nothing for the challenge itself, as a token of any kind", async () => {
    const { challenge } = await passwordStep(holdfast, ada);
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token: challenge })).statusCode).toBe(401);
    expect((await post("/v1/auth/refresh", { refreshToken: challenge })).json().code).toBe("session.expired");
    expect((await post("/v1/auth/verify-email", { token: challenge })).json().code).toBe("token.invalid");
    expect((await post("/v1/auth/reset-password", { token: challenge, password: ada.password })).json().code).toBe(
      "token.invalid",
    );
  });

  test("cannot show the password twice, or a kind of proof that the user does not have", async () => {
    const { challenge } = await passwordStep(holdfast, ada);
    for (const proof of [
      { kind: "password", password: ada.password },
      { kind: "recovery_code", code: "0000-0000-0000-0000" },
    ]) {
      expect((await answerChallenge(holdfast, challenge, proof)).json().code).toBe("factor.wrong");
    }
  });

  test("has ten tries at one sign-in, and then begins again with the password", async () => {
    const user = await freshMember();
    await setUpApp(holdfast, user);
    await makeRecoveryCodes(holdfast, user);
    const { challenge } = await passwordStep(holdfast, user);
    const codes = [];
    for (let i = 0; i < 12; i += 1) {
      const proof = { kind: "recovery_code", code: "0000-0000-0000-0000" };
      codes.push((await answerChallenge(holdfast, challenge, proof)).json().code);
    }
    expect(codes).toEqual([...Array(10).fill("factor.wrong"), "challenge.invalid", "challenge.invalid"]);
  });
});

describe("a session from before the second factor", () => {
  test("is refreshed into one that still has not proved it, and changes no factor", async () => {
    const user = await freshMember();
    const old = await signInAs(holdfast, user);
    await setUpApp(holdfast, user);
    const refreshed = (await post("/v1/auth/refresh", { refreshToken: old.refreshToken })).json();
    expect(refreshed.session.methods).toEqual(["password"]);
    for (const [method, url] of [
      ["POST", "/v1/me/factors/totp"],
      ["POST", "/v1/me/factors/recovery-codes"],
      ["DELETE", "/v1/me/factors/totp"],
      ["POST", "/v1/me/passkeys/options"],
    ] as const) {
      const answer = await holdfast.call({ method, url, token: refreshed.accessToken });
      expect([url, answer.json().code]).toEqual([url, "auth.factor_required"]);
    }
  });
});

describe("somebody who has to have a second factor and has none", () => {
  test("can do everything in the grace period and, once it is over, nothing but set one up [C-110] [C-112] [C-114]", async () => {
    const account = await holdfast.account({ preset: "strict" });
    expect(await passwordStep(holdfast, account)).toMatchObject({ step: "enrol" });
    await everythingElseIsClosed(account.token);
    const lenient = await holdfast.account();
    const first = await passwordStep(holdfast, lenient);
    expect(first.step).toBe("done");
    expect(Date.parse(first.enrolBy) - holdfast.now()).toBeGreaterThan(days(7) - minutes(5));
    holdfast.advance(days(7));
    const late = await passwordStep(holdfast, lenient);
    expect([late.step, late.enrolBy]).toEqual(["enrol", first.enrolBy]);
    await everythingElseIsClosed(late.accessToken);
    await setUpApp(holdfast, { token: late.accessToken });
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: late.accessToken })).statusCode).toBe(200);
  });

  test("stays shut in through a refresh, and a proof by the password changes nothing", async () => {
    const account = await holdfast.account({ preset: "strict" });
    const refreshed = (await post("/v1/auth/refresh", { refreshToken: account.refreshToken })).json();
    expect(refreshed.step).toBe("enrol");
    const proof = { kind: "password", password: account.password };
    expect((await post("/v1/me/proof", { proof }, refreshed.accessToken)).statusCode).toBe(200);
    await everythingElseIsClosed(refreshed.accessToken);
  });

  test("is held to it at once when the policy begins to ask, in sessions that are open", async () => {
    const account = await holdfast.account({ preset: "quivaworks" });
    const developer = await holdfast.member(account, "developer");
    await setUpApp(holdfast, account);
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: account.token })
    ).json();
    const body = { version, settings: { ...settings, factorRequired: "all", factorGraceDays: 0 } };
    const changed = await holdfast.call({ method: "PUT", url: "/v1/policy", token: account.token, body });
    expect(changed.statusCode).toBe(200);
    await everythingElseIsClosed(developer.token);
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: account.token })).statusCode).toBe(200);
  });

  test("is held to it at once when a new role asks for one [C-110]", async () => {
    const account = await holdfast.account({ preset: "quivaworks" });
    const developer = await holdfast.member(account, "developer");
    await setUpApp(holdfast, account);
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: account.token })
    ).json();
    const body = { version, settings: { ...settings, factorGraceDays: 0 } };
    await holdfast.call({ method: "PUT", url: "/v1/policy", token: account.token, body });
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: developer.token })).statusCode).toBe(200);
    const url = `/v1/users/${developer.userId}/role`;
    await holdfast.call({ method: "PUT", url, token: account.token, body: { role: "admin" } });
    await everythingElseIsClosed(developer.token);
    await holdfast.call({ method: "PUT", url, token: account.token, body: { role: "monitor" } });
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: developer.token })).statusCode).toBe(200);
  });

  test("is held to it at once when their role gets rights that ask for one, and to the shorter session", async () => {
    const account = await holdfast.account({ preset: "quivaworks" });
    await setUpApp(holdfast, account);
    const { version, settings } = (
      await holdfast.call({ method: "GET", url: "/v1/policy", token: account.token })
    ).json();
    const body = { version, settings: { ...settings, factorGraceDays: 0, privilegedSessionMaxHours: 1 } };
    await holdfast.call({ method: "PUT", url: "/v1/policy", token: account.token, body });
    const role = { name: "Helper", summary: null, rights: ["users:read"] };
    const made = await holdfast.call({ method: "POST", url: "/v1/roles", token: account.token, body: role });
    const helper = await holdfast.member(account, made.json().id);
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: helper.token })).statusCode).toBe(200);
    const more = { ...role, rights: ["users:read", "users:invite"] };
    const url = `/v1/roles/${made.json().id}`;
    const changed = await holdfast.call({ method: "PUT", url, token: account.token, body: more });
    expect(changed.statusCode).toBe(200);
    await everythingElseIsClosed(helper.token);
    const { items } = (await holdfast.call({ method: "GET", url: "/v1/sessions", token: helper.token })).json();
    expect(Date.parse(items[0].expiresAt) - Date.parse(items[0].createdAt)).toBe(hours(1));
  });

  test("opens no other session by setting one up: whoever waits there has shown the password alone", async () => {
    const account = await holdfast.account({ preset: "strict" });
    const thief = await passwordStep(holdfast, account);
    expect(thief.step).toBe("enrol");
    await setUpApp(holdfast, account);
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: account.token })).statusCode).toBe(200);
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token: thief.accessToken })).statusCode).toBe(401);
    expect((await post("/v1/auth/refresh", { refreshToken: thief.refreshToken })).statusCode).toBe(401);
    const grown = await holdfast.account({ preset: "standard" });
    const phone = await signInAs(holdfast, grown);
    await setUpApp(holdfast, grown);
    // In the grace nothing was shut.
    expect((await holdfast.call({ method: "GET", url: "/v1/users", token: phone.token })).statusCode).toBe(200);
  });

  async function everythingElseIsClosed(token: string): Promise<void> {
    const guarded: readonly RouteSpec[] = Object.values<RouteSpec>(routes).filter(({ who }) =>
      ["user", "recent"].includes(who),
    );
    const closed = guarded.filter(({ whileEnrolling }) => whileEnrolling !== true);
    expect(closed.length).toBeGreaterThan(20);
    for (const { method, path } of closed) {
      const url = path.replace("{id}", "x").replace("*", "0/000");
      const answer = await holdfast.call({ method, url, token });
      expect([url, answer.statusCode]).toEqual([url, 403]);
      expect(["factor.enrolment_required", "right.missing"]).toContain(answer.json().code);
    }
    expect((await holdfast.call({ method: "GET", url: "/v1/me", token })).statusCode).toBe(200);
  }
});

test("a second address for notices is no mailbox to get in by: it reads what happened, and gets no link of a way in", async () => {
  const user = await freshMember();
  await setUpApp(holdfast, user);
  const second = `thief-${user.userId.slice(-8)}@example.com`;
  const url = "/v1/me/notification-addresses/second";
  await holdfast.call({ method: "PUT", url, token: user.token, body: { email: second } });
  const token = await mailedToken(holdfast.inbox, second, "/verify-notices");
  expect((await post("/v1/notification-addresses/confirm", { token })).statusCode).toBe(200);
  const { challenge } = await passwordStep(holdfast, user);
  expect((await post("/v1/auth/recovery", { challenge })).statusCode).toBe(202);
  const begin = await mailedToken(holdfast.inbox, user.email, "/recovery");
  expect((await post("/v1/auth/recovery/begin", { token: begin })).statusCode).toBe(200);
  await post("/v1/auth/forgot-password", { email: second, account: user.slug });
  await post("/v1/auth/forgot-password", { email: user.email, account: user.slug });
  await mailedToken(holdfast.inbox, user.email, "/reset");
  // Both hear of the recovery, and either can stop it.
  await mailedToken(holdfast.inbox, second, "/cancel-recovery");
  const links = holdfast.inbox
    .list()
    .flatMap(({ to, text }) => (to === second ? (text.match(/\/[a-z-]+#token=/g) ?? []) : []));
  expect(new Set(links)).toEqual(new Set(["/verify-notices#token=", "/cancel-recovery#token="]));
});

test("there is one way to a session: a source file that opens one by another is a hole", async () => {
  const people = new URL("../../packages/server/src/people/", import.meta.url);
  const files = (await readdir(people, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const callers = [];
  for (const name of files) {
    if (/[^.\w]openSession\(/.test(await readFile(new URL(name, people), "utf8"))) callers.push(name);
  }
  expect(callers.sort()).toEqual(["sessions/open.ts", "sign-in/conclude.ts", "sign-in/finish-recovery.ts"]);
});

async function freshMember(): Promise<Member> {
  const owner = await holdfast.account();
  return holdfast.member(owner, "developer");
}
