import type { RevocationCertificate, SessionView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
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

const get = (url: string, token: string) => holdfast.call({ method: "GET", url, token });
const end = (url: string, token: string) => holdfast.call({ method: "DELETE", url, token });
const refresh = (refreshToken: string) =>
  holdfast.call({ method: "POST", url: "/v1/auth/refresh", body: { refreshToken } });
const isLive = async ({ token }: Member): Promise<boolean> => (await get("/v1/me", token)).statusCode === 200;
const sessionsOf = async (member: Member): Promise<SessionView[]> =>
  (await get("/v1/sessions", member.token)).json().items;

/** So many sessions of one user, each seen at least once, so that each is in memory. */
async function signedIn(member: Member, count: number): Promise<Member[]> {
  const sessions = await Promise.all(Array.from({ length: count }, () => signInAs(holdfast, member)));
  for (const session of sessions) expect(await isLive(session)).toBe(true);
  return sessions;
}

async function expectDead(sessions: readonly Member[]): Promise<void> {
  for (const session of sessions) {
    const answers = [await get("/v1/me", session.token), await refresh(session.refreshToken)];
    for (const answer of answers) expect([answer.statusCode, answer.json().code]).toEqual([401, "session.expired"]);
  }
}

describe("a session in its owner's list", () => {
  test("is shown with device, browser, address and place, and is told from the others [C-126] [C-128] [C-130] [C-132]", async () => {
    const who = await holdfast.member(owner, "developer");
    const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0";
    const answer = await holdfast.call({
      method: "POST",
      url: "/v1/auth/sign-in",
      body: { email: who.email, password: who.password, account: who.slug },
      headers: { "user-agent": firefox },
      address: "193.40.5.73",
    });
    const items: SessionView[] = (await get("/v1/sessions", answer.json().accessToken)).json().items;
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      current: true,
      device: {
        kind: "desktop",
        browser: expect.stringContaining("Firefox"),
        system: expect.stringContaining("Linux"),
      },
      address: "193.40.5.73",
      country: "EE",
    });
    expect(items[1]).toMatchObject({ current: false, id: who.sessionId });
  });

  test("is ended from another device, at once and with a certificate [C-124] [C-127] [C-130]", async () => {
    const who = await holdfast.member(owner, "developer");
    const [laptop, phone] = await signedIn(who, 2);
    if (laptop === undefined || phone === undefined) throw new Error("not signed in twice");
    const answer = await end(`/v1/sessions/${phone.sessionId}`, laptop.token);
    const certificate: RevocationCertificate = answer.json();
    expect(certificate).toMatchObject({ kind: "session", subject: phone.sessionId });
    expect(certificate.nodes.acknowledged + certificate.nodes.expired).toBeGreaterThan(0);
    expect(Date.parse(certificate.confirmedAt)).toBeGreaterThanOrEqual(Date.parse(certificate.revokedAt));
    await expectDead([phone]);
    expect(await isLive(laptop)).toBe(true);
    expect((await sessionsOf(laptop)).map(({ id }) => id)).not.toContain(phone.sessionId);
    const [event] = await eventsOf(holdfast, owner, { target: phone.sessionId, event: "session.revoked" });
    expect(event).toMatchObject({ actor: { type: "user", id: who.userId }, outcome: "success" });
  });

  test("that is over already is certified again", async () => {
    const [laptop, phone] = await signedIn(owner, 2);
    if (laptop === undefined || phone === undefined) throw new Error("not signed in twice");
    for (const _ of [1, 2]) {
      const answer = await end(`/v1/sessions/${phone.sessionId}`, laptop.token);
      expect([answer.statusCode, answer.json().subject]).toEqual([200, phone.sessionId]);
    }
    expect(await eventsOf(holdfast, owner, { target: phone.sessionId, event: "session.revoked" })).toHaveLength(1);
  });

  test("cannot be ended by another member, not even an administrator's own list, only through the user [C-161]", async () => {
    const [who, admin] = [await holdfast.member(owner, "developer"), await holdfast.member(owner, "admin")];
    const unknown = await end("/v1/sessions/ses_00000000000000000000000000", admin.token);
    const theirs = await end(`/v1/sessions/${who.sessionId}`, admin.token);
    expect([theirs.statusCode, theirs.json().code]).toEqual([404, "session.not_found"]);
    expect({ ...theirs.json(), instance: "" }).toEqual({ ...unknown.json(), instance: "" });
    expect(await isLive(who)).toBe(true);
  });
});

describe("sign-out", () => {
  test("ends the session of the request and no other", async () => {
    const [here, there] = await signedIn(await holdfast.member(owner, "monitor"), 2);
    if (here === undefined || there === undefined) throw new Error("not signed in twice");
    const answer = await holdfast.call({ method: "POST", url: "/v1/auth/sign-out", token: here.token });
    expect(answer.json()).toMatchObject({ kind: "session", subject: here.sessionId });
    await expectDead([here]);
    expect(await isLive(there)).toBe(true);
  });

  test("everywhere ends every session of the user in one action [C-125]", async () => {
    const who = await holdfast.member(owner, "monitor");
    const sessions = [who, ...(await signedIn(who, 4))];
    const answer = await end("/v1/sessions", who.token);
    expect(answer.json()).toMatchObject({ sessionsEnded: 5, certificate: { kind: "user", subject: who.userId } });
    await expectDead(sessions);
    expect(await isLive(owner)).toBe(true);
    const [event] = await eventsOf(holdfast, owner, { target: who.userId, event: "session.all_revoked" });
    expect(event?.details).toMatchObject({ count: 5, reason: "requested" });
  });

  test("everywhere else spares the session of the request, with its refresh token [C-125] [C-127]", async () => {
    const who = await holdfast.member(owner, "monitor");
    const others = await signedIn(who, 3);
    const answer = await end("/v1/sessions?keep=current", who.token);
    expect(answer.json().sessionsEnded).toBe(3);
    await expectDead(others);
    expect(await isLive(who)).toBe(true);
    expect((await refresh(who.refreshToken)).statusCode).toBe(200);
  });

  test("everywhere reaches a session that begins at the same moment", async () => {
    const who = await holdfast.member(owner, "monitor");
    const [, ...begun] = await Promise.all([
      end("/v1/sessions", who.token),
      ...Array.from({ length: 6 }, () => signInAs(holdfast, who)),
    ]);
    // Each either began after the end, and is live everywhere, or before it, and is dead everywhere.
    for (const session of begun) {
      const live = await isLive(session);
      expect((await refresh(session.refreshToken)).statusCode).toBe(live ? 200 : 401);
    }
  });
});

describe("an administrator", () => {
  test("sees the sessions of every user of the account [C-134]", async () => {
    const [who, admin] = [await holdfast.member(owner, "developer"), await holdfast.member(owner, "admin")];
    const answer = await get(`/v1/users/${who.userId}/sessions`, admin.token);
    expect(answer.json().items).toMatchObject([{ id: who.sessionId, current: false }]);
  });

  test("ends every session of a user, and the log says who did [C-134] [C-236]", async () => {
    const [who, admin] = [await holdfast.member(owner, "developer"), await holdfast.member(owner, "admin")];
    const sessions = [who, ...(await signedIn(who, 2))];
    const answer = await end(`/v1/users/${who.userId}/sessions`, admin.token);
    expect(answer.json()).toMatchObject({ sessionsEnded: 3, certificate: { kind: "user", subject: who.userId } });
    await expectDead(sessions);
    expect(await isLive(admin)).toBe(true);
    const [event] = await eventsOf(holdfast, owner, { target: who.userId, event: "session.all_revoked" });
    expect(event?.actor).toEqual({ type: "user", id: admin.userId });
  });

  test("of another account sees and ends nothing [C-063] [C-064] [C-070]", async () => {
    const unknown = "usr_00000000000000000000000000";
    for (const each of [get, end]) {
      const [foreign, nobody] = [
        await each(`/v1/users/${owner.userId}/sessions`, stranger.token),
        await each(`/v1/users/${unknown}/sessions`, stranger.token),
      ];
      expect([foreign.statusCode, foreign.json().code]).toEqual([404, "user.not_found"]);
      expect({ ...foreign.json(), instance: "" }).toEqual({ ...nobody.json(), instance: "" });
    }
    expect((await end(`/v1/sessions/${owner.sessionId}`, stranger.token)).statusCode).toBe(404);
    expect(await isLive(owner)).toBe(true);
  });
});

describe("a password reset", () => {
  const passwords = ["orchid-lantern-47-velvet-moth", "saffron-glacier-82-tin-whistle"];

  async function resetTokenOf(who: Member): Promise<string> {
    await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email: who.email } });
    return mailedToken(holdfast.inbox, who.email, "/reset");
  }
  const reset = (token: string, password: string | undefined) =>
    holdfast.call({ method: "POST", url: "/v1/auth/reset-password", body: { token, password } });

  test("uses its token up and ends every session, in one transaction [C-133]", async () => {
    const who = await holdfast.member(owner, "developer");
    const sessions = [who, ...(await signedIn(who, 2))];
    const token = await resetTokenOf(who);
    const answer = await reset(token, passwords[0]);
    expect(answer.json()).toMatchObject({ sessionsEnded: 3, certificate: { kind: "user", subject: who.userId } });
    await expectDead(sessions);
    const again = await reset(token, passwords[1]);
    expect([again.statusCode, again.json().code]).toEqual([400, "token.invalid"]);
    const signIn = (password = "") =>
      holdfast.call({
        method: "POST",
        url: "/v1/auth/sign-in",
        body: { email: who.email, password, account: who.slug },
      });
    expect((await signIn(who.password)).statusCode).toBe(401);
    expect((await signIn(passwords[1])).statusCode).toBe(401);
    expect((await signIn(passwords[0])).statusCode).toBe(200);
  });

  test("asked for twice at once with one token happens once [C-133]", async () => {
    const who = await holdfast.member(owner, "developer");
    const token = await resetTokenOf(who);
    const answers = await Promise.all(passwords.map((password) => reset(token, password)));
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([200, 400]);
    const winner = passwords[answers.findIndex(({ statusCode }) => statusCode === 200)] ?? "";
    await expect(signInAs(holdfast, { ...who, password: winner })).resolves.toMatchObject({ userId: who.userId });
    expect(await eventsOf(holdfast, owner, { target: who.userId, event: "password.reset" })).toHaveLength(1);
  });

  test("with a weak password leaves token, password and sessions as they were", async () => {
    const who = await holdfast.member(owner, "developer");
    const token = await resetTokenOf(who);
    expect((await reset(token, "short")).json().code).toBe("password.too_short");
    expect(await isLive(who)).toBe(true);
    expect((await reset(token, passwords[0])).statusCode).toBe(200);
  });
});

describe("a changed password", () => {
  test("ends every other session and keeps the one that changed it", async () => {
    const who = await holdfast.member(owner, "developer");
    const others = await signedIn(who, 2);
    const change = (currentPassword: string) =>
      holdfast.call({
        method: "POST",
        url: "/v1/me/password",
        token: who.token,
        body: { currentPassword, newPassword: "orchid-lantern-47-velvet-moth" },
      });
    expect((await change("wrong")).json().code).toBe("password.wrong");
    for (const other of others) expect(await isLive(other)).toBe(true);
    expect((await change(who.password)).json()).toMatchObject({ sessionsEnded: 2, certificate: { kind: "user" } });
    await expectDead(others);
    expect(await isLive(who)).toBe(true);
    const events = await eventsOf(holdfast, owner, { target: who.userId });
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["password.changed", "password.change_refused", "session.all_revoked"]),
    );
  });
});
