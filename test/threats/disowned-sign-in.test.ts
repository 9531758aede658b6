import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
} from "../support/deployment.ts";
import { withAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { days } from "../../packages/server/src/kernel/clock.ts";
import { appOf, makeRecoveryCodes, setUpApp } from "../support/authenticator-app.ts";
import { eventsOf } from "../support/events.ts";
import { addPasskey, newDevice } from "../support/passkeys.ts";

/** A thief who has the password, and a link in the owner's mail that ends it: which nobody else may pull, or twice. */
let holdfast: Deployment;
let root: Member;
let globex: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
  globex = await holdfast.account();
});
afterAll(() => holdfast.stop());

const userAgent = (): string => ["curl/8", "Wget/1", "python-requests/2", "Go-http-client/2"][(turn += 1) % 4] ?? "";
let turn = 0;

/** Somebody as whom a thief has just signed in, and the link of the mail about it. */
async function robbed() {
  const member = await holdfast.member(root, "developer");
  const body = { email: member.email, password: member.password, account: member.slug };
  const headers = { "user-agent": userAgent() };
  const thief = (await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body, headers })).json();
  const link = await mailedToken(holdfast.inbox, member.email, "/not-me");
  return { member, thief, link };
}

const disown = (token: string) => holdfast.call({ method: "POST", url: "/v1/auth/not-me", body: { token } });
const linksTo = (email: string): string[] =>
  holdfast.inbox
    .list()
    .filter(({ to }) => to === email)
    .flatMap(({ text }) => /\/not-me#token=(\S+)/.exec(text)?.[1] ?? []);
const isLive = async (token: string): Promise<boolean> =>
  (await holdfast.call({ method: "GET", url: "/v1/me", token })).statusCode === 200;
const refused = async (token: string): Promise<string> => (await disown(token)).json().code;

describe("whoever disowns a sign-in", () => {
  test("ends every session everywhere before the answer, takes the password away and gets a way back in [C-125] [C-127] [C-130]", async () => {
    const { member, thief, link } = await robbed();
    const answer = await disown(link);
    expect([answer.statusCode, answer.json().sessionsEnded]).toEqual([200, 2]);
    expect(answer.json().certificate).toMatchObject({ kind: "user", subject: member.userId });
    expect([await isLive(thief.accessToken), await isLive(member.token)]).toEqual([false, false]);
    await expect(signInAs(holdfast, member)).rejects.toThrow("401");
    const token = await mailedToken(holdfast.inbox, member.email, "/reset");
    const password = `${goodPassword}-again`;
    const reset = await holdfast.call({ method: "POST", url: "/v1/auth/reset-password", body: { token, password } });
    expect(reset.statusCode).toBe(200);
    expect((await signInAs(holdfast, { ...member, password })).userId).toBe(member.userId);
  });

  test("takes away the passkey that the thief has added, and leaves the ones from before [C-127]", async () => {
    const member = await holdfast.member(root, "developer");
    const own = newDevice();
    await addPasskey(holdfast, member, own);
    await expect.poll(() => linksTo(member.email).length).toBe(1);
    holdfast.advance(1000);
    const ways = { email: member.email, password: member.password, account: member.slug };
    const { challenge } = (await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: ways })).json();
    // A passkey that was stolen with its device, for once.
    const options = { method: "POST", url: "/v1/auth/factor/passkey-options", body: { challenge } } as const;
    const proof = { kind: "passkey", assertion: own.get((await holdfast.call(options)).json()) };
    const headers = { "user-agent": userAgent() };
    const body = { challenge, proof };
    const thief = (await holdfast.call({ method: "POST", url: "/v1/auth/factor", body, headers })).json();
    await expect.poll(() => linksTo(member.email).length).toBe(2);
    const link = linksTo(member.email).at(-1) ?? "";
    await addPasskey(holdfast, { token: thief.accessToken }, newDevice());
    expect((await disown(link)).statusCode).toBe(200);
    const left = await withAccount(
      holdfast.runtime.directory,
      member.accountId,
      ({ sql }) => sql<{ credentialId: string }[]>`select credential_id from passkeys where user_id = ${member.userId}`,
    );
    expect(left).toHaveLength(1);
    const alone = { method: "POST", url: "/v1/auth/passkey/options" } as const;
    const assertion = own.get((await holdfast.call(alone)).json());
    const back = await holdfast.call({ method: "POST", url: "/v1/auth/passkey", body: { assertion } });
    expect(back.statusCode).toBe(200);
  });

  test("mails no way back in to an address that the thief has put in place of theirs", async () => {
    const { member, thief, link } = await robbed();
    const email = `thief-${randomBytes(4).toString("hex")}@example.com`;
    const change = { method: "POST", url: "/v1/me/email", token: thief.accessToken, body: { email } } as const;
    expect((await holdfast.call(change)).statusCode).toBe(202);
    const token = await mailedToken(holdfast.inbox, email, "/confirm-email");
    const confirm = { method: "POST", url: "/v1/auth/confirm-email-change", body: { token } } as const;
    expect((await holdfast.call(confirm)).statusCode).toBe(200);
    expect((await disown(link)).statusCode).toBe(200);
    const undo = await mailedToken(holdfast.inbox, member.email, "/undo-email");
    const undone = { method: "POST", url: "/v1/auth/undo-email-change", body: { token: undo } } as const;
    expect((await holdfast.call(undone)).statusCode).toBe(200);
    // Mails go out in order: the one to the owner has come, so none went to the thief before it.
    await mailedToken(holdfast.inbox, member.email, "/reset");
    expect(holdfast.inbox.list().some(({ to, text }) => to === email && text.includes("/reset#"))).toBe(false);
  });

  test("opens an incident that administrators read and close, once [C-130]", async () => {
    const { member, link } = await robbed();
    await disown(link);
    const get = (url: string) => holdfast.call({ method: "GET", url, token: root.token });
    const { items } = (await get("/v1/protection/incidents?state=open")).json();
    const incident = items.find(({ user }: { user: string }) => user === member.userId);
    expect(incident).toMatchObject({ sessionsEnded: 2, closedAt: null, note: null });
    expect(incident.disowned.address).toMatch(/^10\./);
    const close = () =>
      holdfast.call({
        method: "POST",
        url: `/v1/protection/incidents/${incident.id}/close`,
        token: root.token,
        body: { note: "Password was reused elsewhere." },
      });
    expect((await close()).json()).toMatchObject({ closedBy: root.userId, note: "Password was reused elsewhere." });
    expect((await close()).json().code).toBe("incident.closed");
    expect((await get(`/v1/protection/incidents/${incident.id}`)).json().closedBy).toBe(root.userId);
    const foreign = await holdfast.call({
      method: "GET",
      url: `/v1/protection/incidents/${incident.id}`,
      token: globex.token,
    });
    expect(foreign.json().code).toBe("incident.not_found");
    const events = await eventsOf(holdfast, root, { target: incident.id });
    expect(events.map(({ event }) => event)).toEqual(["incident.closed", "incident.opened"]);
  });
});

describe("whoever disowns a first second factor", () => {
  const addKey = (thief: Member) => addPasskey(holdfast, thief, newDevice());
  const addApp = (thief: Member) => setUpApp(holdfast, thief);

  test.each([
    ["passkey", addKey, addApp],
    ["app", addApp, addKey],
  ])(
    "loses the %s of the thief, and what came after it, and sets a password by mail [C-127]",
    async (_kind, add, more) => {
      const member = await holdfast.member(root, "developer");
      const thief = await signInAs(holdfast, member);
      const before = linksTo(member.email).length;
      await add(thief);
      await expect.poll(() => linksTo(member.email).length).toBe(before + 1);
      const link = linksTo(member.email).at(-1) ?? "";
      await more(thief);
      await makeRecoveryCodes(holdfast, thief);
      expect((await disown(link)).statusCode).toBe(200);
      expect([await isLive(thief.token), await refused(link)]).toEqual([false, "token.invalid"]);
      const token = await mailedToken(holdfast.inbox, member.email, "/reset");
      const password = `${goodPassword}-again`;
      const reset = await holdfast.call({ method: "POST", url: "/v1/auth/reset-password", body: { token, password } });
      expect(reset.statusCode).toBe(200);
      const owner = await signInAs(holdfast, { ...member, password });
      const held = await holdfast.call({ method: "GET", url: "/v1/me/factors", token: owner.token });
      expect(held.json()).toMatchObject({ totp: null, passkeys: 0, recoveryCodes: null });
      const events = await eventsOf(holdfast, root, { target: member.userId, event: "factor.removed" });
      const taken = (factor: string, count: number) => ({ factor, count, reason: "disowned" });
      expect(events.map(({ details }) => details)).toEqual(
        expect.arrayContaining([taken("passkey", 1), taken("totp", 1), taken("recovery_code", 10)]),
      );
      // The mail about the second one has none: it would be a way around the first.
      expect(linksTo(member.email)).toHaveLength(before + 1);
    },
  );

  test("loses an app that the thief began before it, and confirmed after it", async () => {
    const member = await holdfast.member(root, "developer");
    const thief = await signInAs(holdfast, member);
    const begun = await holdfast.call({ method: "POST", url: "/v1/me/factors/totp", token: thief.token });
    holdfast.advance(1000);
    await addKey(thief);
    await expect.poll(() => linksTo(member.email)).toHaveLength(1);
    const body = { code: appOf(holdfast, begun.json().secret).code() };
    const url = "/v1/me/factors/totp/confirmation";
    expect((await holdfast.call({ method: "POST", url, token: thief.token, body })).statusCode).toBe(200);
    expect((await disown(linksTo(member.email)[0] ?? "")).statusCode).toBe(200);
    const left = await withAccount(
      holdfast.runtime.directory,
      member.accountId,
      ({ sql }) => sql`select id from totp_factors where user_id = ${member.userId}`,
    );
    expect(left).toHaveLength(0);
  });
});

describe("the link", () => {
  test("works once, also for two at the same moment", async () => {
    const { link } = await robbed();
    const answers = await Promise.all([disown(link), disown(link), disown(link)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 400, 400]);
    expect(await refused(link)).toBe("token.invalid");
  });

  test("works for seven days, that of a first factor as well", async () => {
    const { link } = await robbed();
    const member = await holdfast.member(root, "developer");
    await addPasskey(holdfast, member, newDevice());
    const added = await mailedToken(holdfast.inbox, member.email, "/not-me");
    holdfast.advance(days(7));
    expect(await refused(added)).toBe("token.invalid");
    // Its owner would have to set up a second factor by now.
    root = await holdfast.account();
    expect(await refused(link)).toBe("token.invalid");
  });

  test("is spent with the others of its user, so that an old mail does not take away the new password", async () => {
    const { member, link } = await robbed();
    const body = { email: member.email, password: member.password, account: member.slug };
    const headers = { "user-agent": "Deno/2.0" };
    await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body, headers });
    await expect
      .poll(() => holdfast.inbox.list().filter(({ to, text }) => to === member.email && text.includes("/not-me#")))
      .toHaveLength(2);
    const newer = await mailedToken(holdfast.inbox, member.email, "/not-me");
    expect(newer).not.toBe(link);
    expect((await disown(newer)).statusCode).toBe(200);
    expect(await refused(link)).toBe("token.invalid");
  });

  test("is good for nothing else, and nothing else is good for it", async () => {
    const { member, link } = await robbed();
    for (const url of ["/v1/auth/verify-email", "/v1/auth/magic-link/redeem", "/v1/auth/confirm-sign-in"]) {
      const answer = await holdfast.call({ method: "POST", url, body: { token: link } });
      expect([url, answer.statusCode]).not.toEqual([url, 200]);
    }
    const reset = { token: link, password: goodPassword };
    const answer = await holdfast.call({ method: "POST", url: "/v1/auth/reset-password", body: reset });
    expect(answer.json().code).toBe("token.invalid");
    await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email: member.email } });
    expect(await refused(await mailedToken(holdfast.inbox, member.email, "/reset"))).toBe("token.invalid");
    expect((await disown(link)).statusCode).toBe(200);
  });

  test("of one account is unknown in another, made up or cut it is unknown everywhere", async () => {
    const { link } = await robbed();
    const [, , secret = ""] = link.split("_");
    const elsewhere = `hfm_${globex.accountId.slice(4)}_${link.slice(31)}`;
    for (const token of [elsewhere, `hfm_${"0".repeat(26)}_${secret}`, `hfm_${randomBytes(40).toString("hex")}`]) {
      expect([token, await refused(token)]).toEqual([token, "token.invalid"]);
    }
    expect((await disown(link)).statusCode).toBe(200);
  });

  test("of somebody who is suspended is none", async () => {
    const { member, link } = await robbed();
    await holdfast.call({ method: "POST", url: `/v1/users/${member.userId}/suspend`, token: root.token });
    expect(await refused(link)).toBe("token.invalid");
  });
});
