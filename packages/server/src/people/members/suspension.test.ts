import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { passwordStep, setUpApp } from "../../../../../test/support/authenticator-app.ts";
import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { addPasskey, newDevice } from "../../../../../test/support/passkeys.ts";
import { eventsOf } from "../../../../../test/support/events.ts";

let holdfast: Deployment;
let owner: Member;
let stranger: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

const act = (by: Member, id: string, what: "suspend" | "resume") =>
  holdfast.call({ method: "POST", url: `/v1/users/${id}/${what}`, token: by.token });
const signIn = ({ email, password, slug }: Member) =>
  holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: { email, password, account: slug } });
const isLive = async ({ token }: Pick<Member, "token">): Promise<boolean> =>
  (await holdfast.call({ method: "GET", url: "/v1/me", token })).statusCode === 200;
const codeOf = (answer: { statusCode: number; json(): { code: string } }): string => answer.json().code;

describe("a suspended user", () => {
  test("has no session any more once the answer is there, with a certificate [C-165] [C-166]", async () => {
    const who = await holdfast.member(owner, "developer");
    const phone = await signInAs(holdfast, who);
    expect([await isLive(who), await isLive(phone)]).toEqual([true, true]);
    const answer = await act(owner, who.userId, "suspend");
    expect(answer.json()).toMatchObject({
      user: { id: who.userId, suspended: true },
      sessionsEnded: 2,
      certificate: { kind: "user", subject: who.userId },
    });
    expect([await isLive(who), await isLive(phone)]).toEqual([false, false]);
    const refreshed = await holdfast.call({
      method: "POST",
      url: "/v1/auth/refresh",
      body: { refreshToken: who.refreshToken },
    });
    expect(codeOf(refreshed)).toBe("session.expired");
    const [event] = await eventsOf(holdfast, owner, { event: "user.suspended", target: who.userId });
    expect(event).toMatchObject({ actor: { type: "user", id: owner.userId } });
  });

  test("is refused as somebody with a wrong password is, and the log tells the difference [C-141]", async () => {
    const who = await holdfast.member(owner, "developer");
    await act(owner, who.userId, "suspend");
    const [right, wrong] = [await signIn(who), await signIn({ ...who, password: "not-the-password-at-all" })];
    const told = ({ statusCode, body }: typeof right) => [statusCode, { ...JSON.parse(body), instance: "" }];
    expect(told(right)).toEqual(told(wrong));
    const events = await eventsOf(holdfast, owner, { event: "session.refused", target: who.userId });
    expect(new Set(events.map(({ details }) => details.reason))).toEqual(new Set(["password", "suspended"]));
  });

  test("gets in by no mailed link: neither an older one nor a new one", async () => {
    const who = await holdfast.member(owner, "developer");
    const forgot = () =>
      holdfast.call({
        method: "POST",
        url: "/v1/auth/forgot-password",
        body: { email: who.email, account: who.slug },
      });
    await forgot();
    const token = await mailedToken(holdfast.inbox, who.email, "/reset");
    const mails = holdfast.inbox.list().filter(({ to }) => to === who.email).length;
    await act(owner, who.userId, "suspend");
    const reset = await holdfast.call({
      method: "POST",
      url: "/v1/auth/reset-password",
      body: { token, password: `${goodPassword}-2` },
    });
    expect(codeOf(reset)).toBe("token.invalid");
    expect((await forgot()).statusCode).toBe(202);
    await holdfast.runtime.background.settled();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const links = holdfast.inbox.list().filter(({ to, text }) => to === who.email && text.includes("/reset#"));
    expect(links.length).toBeLessThanOrEqual(mails);
  });

  test("gets in by no passkey, as if the account did not know it [C-141]", async () => {
    const who = await holdfast.member(owner, "developer");
    const [own, strange] = [newDevice(), newDevice()];
    await addPasskey(holdfast, who, own);
    await addPasskey(holdfast, stranger, strange);
    await act(owner, who.userId, "suspend");
    const comeWith = async (device: ReturnType<typeof newDevice>) => {
      const asked = await holdfast.call({ method: "POST", url: "/v1/auth/passkey/options" });
      const body = { assertion: device.get(asked.json()) };
      return holdfast.call({ method: "POST", url: "/v1/auth/passkey", body });
    };
    const answer = await comeWith(own);
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, "auth.failed"]);
    const [refused] = await eventsOf(holdfast, owner, { event: "session.refused", target: who.userId });
    expect(refused).toMatchObject({ outcome: "refused", details: { reason: "suspended" } });
    expect((await comeWith(strange)).statusCode).toBe(200);
    await act(owner, who.userId, "resume");
    expect((await comeWith(own)).statusCode).toBe(200);
  });

  test("gets in by no link to sign in, and is mailed none", async () => {
    const account = await holdfast.account({ preset: "civiq" });
    const who = await holdfast.member(account, "developer");
    const ask = () =>
      holdfast.call({ method: "POST", url: "/v1/auth/magic-link", body: { email: who.email, account: who.slug } });
    await ask();
    const token = await mailedToken(holdfast.inbox, who.email, "/magic-link");
    await act(account, who.userId, "suspend");
    const redeem = { method: "POST", url: "/v1/auth/magic-link/redeem", body: { token } } as const;
    expect(codeOf(await holdfast.call(redeem))).toBe("token.invalid");
    expect((await ask()).statusCode).toBe(202);
    await holdfast.runtime.background.settled();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const links = holdfast.inbox.list().filter(({ to, text }) => to === who.email && text.includes("/magic-link#"));
    expect(links).toHaveLength(1);
    // Nor does the old link come to life with its holder.
    await act(account, who.userId, "resume");
    expect(codeOf(await holdfast.call(redeem))).toBe("token.invalid");
  });

  test("does not complete a sign-in that began before, neither now nor when let in again", async () => {
    const who = await holdfast.member(owner, "developer");
    const device = newDevice();
    await addPasskey(holdfast, who, device);
    const { challenge } = (await signIn(who)).json();
    const url = "/v1/auth/factor/passkey-options";
    const options = await holdfast.call({ method: "POST", url, body: { challenge } });
    await act(owner, who.userId, "suspend");
    const proof = { kind: "passkey", assertion: device.get(options.json()) };
    const answer = await holdfast.call({ method: "POST", url: "/v1/auth/factor", body: { challenge, proof } });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, "challenge.invalid"]);
    await act(owner, who.userId, "resume");
    const again = await holdfast.call({ method: "POST", url: "/v1/auth/factor", body: { challenge, proof } });
    expect(codeOf(again)).toBe("challenge.invalid");
  });

  test("goes on with no recovery: the one that runs is cancelled and told, and none begins [C-116]", async () => {
    const who = await holdfast.member(owner, "developer");
    await setUpApp(holdfast, who);
    const challenge = async (): Promise<string> => (await passwordStep(holdfast, who)).challenge;
    const post = (url: string, body: object) => holdfast.call({ method: "POST", url: `/v1/auth/${url}`, body });
    await post("recovery", { challenge: await challenge() });
    const token = await mailedToken(holdfast.inbox, who.email, "/recovery");
    expect((await post("recovery/begin", { token })).statusCode).toBe(200);
    const waiting = await challenge();
    await act(owner, who.userId, "suspend");
    for (const url of ["recovery", "recovery/finish", "factor/passkey-options"]) {
      expect([url, codeOf(await post(url, { challenge: waiting }))]).toEqual([url, "challenge.invalid"]);
    }
    const [cancelled] = await eventsOf(holdfast, owner, { event: "recovery.cancelled", target: who.userId });
    expect(cancelled).toMatchObject({ actor: { id: owner.userId }, details: { by: "suspension" } });
    await expect
      .poll(() => holdfast.inbox.list().some(({ to, subject }) => to === who.email && /cancel/i.test(subject)))
      .toBe(true);
    await act(owner, who.userId, "resume");
    expect((await passwordStep(holdfast, who)).recovery).toBeNull();
  });

  test("comes back with the same password when let in again, and with none of the old sessions", async () => {
    const who = await holdfast.member(owner, "developer");
    await act(owner, who.userId, "suspend");
    expect((await act(owner, who.userId, "resume")).json()).toMatchObject({ user: { suspended: false } });
    expect(await isLive(who)).toBe(false);
    expect(await isLive(await signInAs(holdfast, who))).toBe(true);
  });

  test("is told so by mail, and so are the administrators", async () => {
    const who = await holdfast.member(owner, "developer");
    await act(owner, who.userId, "suspend");
    const told = (to: string) => () =>
      holdfast.inbox.list().some((mail) => mail.to === to && mail.subject.includes("suspended"));
    await expect.poll(told(who.email), { timeout: 5000 }).toBe(true);
    await expect.poll(told(owner.email), { timeout: 5000 }).toBe(true);
  });

  test("is certified again when suspended again", async () => {
    const who = await holdfast.member(owner, "developer");
    await act(owner, who.userId, "suspend");
    expect((await act(owner, who.userId, "suspend")).json()).toMatchObject({ sessionsEnded: 0, certificate: {} });
    expect(await eventsOf(holdfast, owner, { event: "user.suspended", target: who.userId })).toHaveLength(1);
  });
});

describe("suspending", () => {
  test("leaves no session that began beside it, fifty times [C-165] [C-166]", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 50; round += 1) {
      // Somebody else each time: too many sign-ins of one person are held back.
      const who = await holdfast.member(owner, "developer");
      const [suspended, ...tries] = await Promise.all([act(owner, who.userId, "suspend"), signIn(who), signIn(who)]);
      expect(suspended.statusCode).toBe(200);
      for (const answer of tries) {
        const { code, accessToken = "none" } = answer.json();
        expect(await isLive({ token: accessToken })).toBe(false);
        expect([undefined, "auth.failed", "rate.limited"]).toContain(code);
      }
      const sessions = await holdfast.call({
        method: "GET",
        url: `/v1/users/${who.userId}/sessions`,
        token: owner.token,
      });
      expect(sessions.json().items).toEqual([]);
      await act(owner, who.userId, "resume");
      holdfast.advance(300_000 / 50);
    }
  });

  test("oneself is refused clearly", async () => {
    expect(codeOf(await act(owner, owner.userId, "suspend"))).toBe("user.is_self");
  });

  test("never reaches somebody with a right that one lacks", async () => {
    const admin = await holdfast.member(owner, "admin");
    for (const what of ["suspend", "resume"] as const) {
      expect(codeOf(await act(admin, owner.userId, what))).toBe("role.exceeds_own");
    }
    expect(await isLive(owner)).toBe(true);
  });

  test("never takes the last who may sign in as an owner: of two who suspend each other at once, one stays [C-155]", async () => {
    const first = await holdfast.account();
    const second = await holdfast.member(first, "root");
    const answers = await Promise.all([act(first, second.userId, "suspend"), act(second, first.userId, "suspend")]);
    const live = [await isLive(first), await isLive(second)];
    expect(live.filter(Boolean)).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    const left = live[0] === true ? first : second;
    const changed = await holdfast.call({
      method: "PUT",
      url: `/v1/users/${left.userId}/role`,
      token: left.token,
      body: { role: "admin" },
    });
    expect(codeOf(changed)).toBe("role.last_protected");
  });

  test("answers a user of another account as one that nobody has", async () => {
    for (const what of ["suspend", "resume"] as const) {
      expect(codeOf(await act(stranger, owner.userId, what))).toBe("user.not_found");
    }
  });
});
