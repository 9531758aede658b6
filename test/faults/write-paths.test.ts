import type { EventName, ReviewItemView, UserView } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  mailedToken,
  type Member,
  signInAs,
  startDeployment,
  type TestRequest,
} from "../support/deployment.ts";
import { openSupport } from "../../packages/server/src/people/support/index.ts";
import { withAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { makeKey, useKey } from "../support/api-keys.ts";
import { eventsOf } from "../support/events.ts";
import { failEveryCall } from "../support/faults.ts";
import { appOf, confirmApp, makeRecoveryCodes, passwordStep } from "../support/authenticator-app.ts";
import { addPasskey, newDevice } from "../support/passkeys.ts";

/**
 * Every way to change something, with every one of its calls to a database or to the root key failing in turn. Each time
 * the change has happened with its event, or neither has; what it takes from live sessions is taken; and the next try works.
 */
let holdfast: Deployment;
let root: Member;
let auditor: Member;
let holder: Member;
const device = newDevice();
/** In an account without other people, since a policy is applied to each of them. */
let alone: Member;

beforeAll(async () => {
  holdfast = await startDeployment({ faults: true });
  root = await holdfast.account();
  auditor = await holdfast.member(root, "monitor");
  holder = await holdfast.member(root, "developer");
  await addPasskey(holdfast, holder, device);
  alone = await holdfast.account();
});
afterAll(() => holdfast.stop());

interface Change {
  readonly request: TestRequest;
  /** Whether the change is there, as others see it. */
  isDone(): Promise<boolean>;
  /** How many events tell of it. */
  events(): Promise<number>;
  /** Becomes true once what the change takes is taken from everybody; at the latest when the relay has looked. */
  readonly isFelt?: () => Promise<boolean>;
}

let made = 0;
const unique = (): number => (made += 1);
const get = (url: string, { token }: Pick<Member, "token">) => holdfast.call({ method: "GET", url, token });
const isLive = async (who: Pick<Member, "token">): Promise<boolean> => (await get("/v1/me", who)).statusCode === 200;
const newMember = (role = "developer"): Promise<Member> => holdfast.member(root, role);

async function canSignIn({ email, password, slug: account }: Member): Promise<boolean> {
  const answer = await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body: { email, password, account } });
  return answer.statusCode === 200;
}

const count = async (event: EventName, of: { target?: string; actor?: string }): Promise<number> =>
  (await eventsOf(holdfast, auditor, { event, ...of })).length;

/** An account of its own, which counts its own requests, with somebody in it. */
async function small() {
  const boss = await holdfast.account();
  const who = await holdfast.member(boss, "developer");
  expect(await isLive(who)).toBe(true);
  const people = async (): Promise<UserView[]> => (await get("/v1/users", boss)).json().items;
  return {
    boss,
    who,
    people,
    seen: async () => (await people()).find(({ id }) => id === who.userId),
    told: async (event: EventName) => (await eventsOf(holdfast, boss, { event, target: who.userId })).length,
    isFelt: async () => !(await isLive(who)),
  };
}
const post = (url: string, body: unknown, by?: Member) =>
  holdfast.call({ method: "POST", url, body, ...(by !== undefined && { token: by.token }) });

const changes: Readonly<Record<string, () => Promise<Change>>> = {
  async "a new name"() {
    const [who, name] = [await newMember(), `Grace ${unique()}`];
    return {
      request: { method: "PATCH", url: "/v1/me", token: who.token, body: { name } },
      isDone: async () => (await get("/v1/me", who)).json().user.name === name,
      events: () => count("user.profile_changed", { target: who.userId }),
    };
  },
  async "a new policy"() {
    const { version, settings } = (await get("/v1/policy", alone)).json();
    const changed = { ...settings, passwordAdvisedLength: 20 + (version % 2) };
    const body = { version, settings: changed, reason: "because of a test" };
    return {
      request: { method: "PUT", url: "/v1/policy", token: alone.token, body },
      isDone: async () => (await get("/v1/policy", alone)).json().version === version + 1,
      events: async () =>
        (await eventsOf(holdfast, alone, { event: "policy.changed", target: String(version + 1) })).length,
    };
  },
  async "a user's new role"() {
    const who = await newMember();
    expect((await get("/v1/users", who)).statusCode).toBe(200);
    return {
      request: { method: "PUT", url: `/v1/users/${who.userId}/role`, token: root.token, body: { role: "billing" } },
      isDone: async () => (await get("/v1/me", await signInAs(holdfast, who))).json().user.role === "billing",
      events: () => count("user.role_changed", { target: who.userId }),
      isFelt: async () => (await get("/v1/users", who)).statusCode === 403,
    };
  },
  async "a role's new rights"() {
    const body = { name: `Role ${unique()}`, summary: null, rights: ["users:read"] };
    const { id } = (await holdfast.call({ method: "POST", url: "/v1/roles", token: root.token, body })).json();
    const holder = await newMember(id);
    expect((await get("/v1/users", holder)).statusCode).toBe(200);
    return {
      request: { method: "PUT", url: `/v1/roles/${id}`, token: root.token, body: { ...body, rights: [] } },
      isDone: async () => {
        const { items } = (await get("/v1/roles", root)).json();
        return items.find((role: { id: string }) => role.id === id).rights.length === 0;
      },
      events: () => count("role.changed", { target: id }),
      isFelt: async () => (await get("/v1/users", holder)).statusCode === 403,
    };
  },
  async "an ended session"() {
    const here = await newMember();
    const there = await signInAs(holdfast, here);
    expect(await isLive(there)).toBe(true);
    return {
      request: { method: "DELETE", url: `/v1/sessions/${there.sessionId}`, token: here.token },
      isDone: async () => (await get("/v1/sessions", here)).json().items.length === 1,
      events: () => count("session.revoked", { target: there.sessionId }),
      isFelt: async () => !(await isLive(there)),
    };
  },
  async "a user signed out everywhere"() {
    const who = await newMember();
    expect(await isLive(who)).toBe(true);
    return {
      request: { method: "DELETE", url: `/v1/users/${who.userId}/sessions`, token: root.token },
      isDone: async () => (await get(`/v1/users/${who.userId}/sessions`, root)).json().items.length === 0,
      events: () => count("session.all_revoked", { target: who.userId }),
      isFelt: async () => !(await isLive(who)),
    };
  },
  async "a refreshed session"() {
    const who = await newMember();
    const request: TestRequest = { method: "POST", url: "/v1/auth/refresh", body: { refreshToken: who.refreshToken } };
    const events = () => count("session.refreshed", { target: who.sessionId });
    return {
      request,
      isDone: async () => {
        if ((await events()) !== 1) return false;
        // Whoever got no answer asks again with the same token, and must not be taken for a thief.
        const again = await holdfast.call(request);
        return again.statusCode === 200 && isLive({ token: again.json().accessToken });
      },
      events,
    };
  },
  async "a new session"() {
    const who = await newMember();
    const { email, password, slug: account, userId } = who;
    return {
      request: { method: "POST", url: "/v1/auth/sign-in", body: { email, password, account } },
      isDone: async () => (await get(`/v1/users/${userId}/sessions`, root)).json().items.length === 2,
      events: async () => (await count("session.created", { actor: userId })) - 1,
    };
  },
  async "a new passkey"() {
    const { boss, who } = await small();
    const asked = await holdfast.call({ method: "POST", url: "/v1/me/passkeys/options", token: who.token });
    const body = { passkey: newDevice().create(asked.json()) };
    return {
      request: { method: "POST", url: "/v1/me/passkeys", token: who.token, body },
      isDone: async () => (await get("/v1/me/passkeys", who)).json().items.length === 1,
      events: async () => (await eventsOf(holdfast, boss, { event: "passkey.registered", actor: who.userId })).length,
    };
  },
  async "a sign-in by passkey"() {
    const asked = await holdfast.call({ method: "POST", url: "/v1/auth/passkey/options" });
    const body = { assertion: device.get(asked.json()) };
    const sessions = async (): Promise<number> =>
      (await get(`/v1/users/${holder.userId}/sessions`, root)).json().items.length;
    const [begun, told] = [await sessions(), await count("session.created", { actor: holder.userId })];
    return {
      request: { method: "POST", url: "/v1/auth/passkey", body },
      isDone: async () => (await sessions()) === begun + 1,
      events: async () => (await count("session.created", { actor: holder.userId })) - told,
    };
  },
  async "a reset password"() {
    const { who, told, isFelt } = await small();
    await holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email: who.email } });
    const token = await mailedToken(holdfast.inbox, who.email, "/reset");
    const password = "orchid-lantern-47-velvet-moth";
    return {
      request: { method: "POST", url: "/v1/auth/reset-password", body: { token, password } },
      isDone: async () => {
        const [withOld, withNew] = await Promise.all([canSignIn(who), canSignIn({ ...who, password })]);
        expect(withOld).toBe(!withNew);
        return withNew;
      },
      events: () => told("password.reset"),
      isFelt,
    };
  },
  async "a changed password"() {
    // An account counts how often its people come with a password.
    const who = await holdfast.account();
    const there = await signInAs(holdfast, who);
    expect(await isLive(there)).toBe(true);
    const password = "orchid-lantern-47-velvet-moth";
    const body = { currentPassword: who.password, newPassword: password };
    return {
      request: { method: "POST", url: "/v1/me/password", token: who.token, body },
      isDone: async () => {
        const [withOld, withNew] = await Promise.all([canSignIn(who), canSignIn({ ...who, password })]);
        expect(withOld).toBe(!withNew);
        return withNew;
      },
      events: async () => (await eventsOf(holdfast, who, { event: "password.changed", target: who.userId })).length,
      isFelt: async () => !(await isLive(there)),
    };
  },
  async "a session that signs out"() {
    const { boss, who, isFelt } = await small();
    return {
      request: { method: "POST", url: "/v1/auth/sign-out", token: who.token },
      isDone: async () => (await get(`/v1/users/${who.userId}/sessions`, boss)).json().items.length === 0,
      events: async () => (await eventsOf(holdfast, boss, { event: "session.revoked", target: who.sessionId })).length,
      isFelt,
    };
  },
  async "a deleted role"() {
    const body = { name: `Role ${unique()}`, summary: null, rights: ["users:read"] };
    const { id } = (await holdfast.call({ method: "POST", url: "/v1/roles", token: alone.token, body })).json();
    const deleted = { event: "role.deleted", target: id } as const;
    return {
      request: { method: "DELETE", url: `/v1/roles/${id}`, token: alone.token },
      isDone: async () => {
        const { items } = (await get("/v1/roles", alone)).json();
        return !items.some((role: { id: string }) => role.id === id);
      },
      events: async () => (await eventsOf(holdfast, alone, deleted)).length,
    };
  },
  async "a disowned sign-in"() {
    const { boss, who, told, isFelt } = await small();
    const body = { email: who.email, password: who.password, account: who.slug };
    await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body, headers: { "user-agent": "curl/8.5.0" } });
    const token = await mailedToken(holdfast.inbox, who.email, "/not-me");
    const isOfWho = ({ user }: { user: string }): boolean => user === who.userId;
    return {
      request: { method: "POST", url: "/v1/auth/not-me", body: { token } },
      isDone: async () => (await get("/v1/protection/incidents", boss)).json().items.some(isOfWho),
      events: () => told("password.disabled"),
      isFelt,
    };
  },
  async "a suspended user"() {
    const { boss, who, seen, told, isFelt } = await small();
    return {
      request: { method: "POST", url: `/v1/users/${who.userId}/suspend`, token: boss.token },
      isDone: async () => (await seen())?.suspended === true,
      events: () => told("user.suspended"),
      isFelt,
    };
  },
  async "a deleted user"() {
    const { boss, who, seen, told, isFelt } = await small();
    return {
      request: { method: "DELETE", url: `/v1/users/${who.userId}`, token: boss.token },
      isDone: async () => (await seen()) === undefined,
      events: () => told("user.deleted"),
      isFelt,
    };
  },
  async "an offboarding"() {
    const { boss, who, seen, told, isFelt } = await small();
    return {
      request: { method: "POST", url: `/v1/users/${who.userId}/offboarding`, token: boss.token, body: {} },
      isDone: async () => (await seen())?.suspended === true,
      events: () => told("offboarding.started"),
      isFelt,
    };
  },
  async "an accepted invitation"() {
    const { boss, people } = await small();
    const email = `invited-${unique()}@example.com`;
    await post("/v1/invitations", { email, role: "developer" }, boss);
    const token = await mailedToken(holdfast.inbox, email, "/join");
    const body = { token, name: "Grace", password: goodPassword };
    return {
      request: { method: "POST", url: "/v1/invitations/accept", body },
      isDone: async () => (await people()).some((user) => user.email === email),
      // The other tells of the account's owner.
      events: async () => (await eventsOf(holdfast, boss, { event: "user.created" })).length - 1,
    };
  },
  async "a changed address"() {
    const { who, seen, told } = await small();
    const email = `moved-${unique()}@example.com`;
    await post("/v1/me/email", { email }, who);
    const body = { token: await mailedToken(holdfast.inbox, email, "/confirm-email") };
    return {
      request: { method: "POST", url: "/v1/auth/confirm-email-change", body },
      isDone: async () => (await seen())?.email === email,
      events: () => told("user.email_changed"),
    };
  },
  async "an address given back"() {
    const { who, seen, told, isFelt } = await small();
    const email = `taken-${unique()}@example.com`;
    await post("/v1/me/email", { email }, who);
    await post("/v1/auth/confirm-email-change", { token: await mailedToken(holdfast.inbox, email, "/confirm-email") });
    const body = { token: await mailedToken(holdfast.inbox, who.email, "/undo-email") };
    return {
      request: { method: "POST", url: "/v1/auth/undo-email-change", body },
      isDone: async () => (await seen())?.email === who.email,
      events: () => told("user.email_change_undone"),
      isFelt,
    };
  },
  async "a confirmed authenticator app"() {
    const { who, told } = await small();
    const { secret } = (await post("/v1/me/factors/totp", undefined, who)).json();
    const body = { code: appOf(holdfast, secret).code() };
    return {
      request: { method: "POST", url: "/v1/me/factors/totp/confirmation", token: who.token, body },
      isDone: async () => (await get("/v1/me/factors", who)).json().totp !== null,
      events: () => told("factor.added"),
    };
  },
  async "a sign-in by a recovery code"() {
    const { who, told } = await small();
    await confirmApp(holdfast, who);
    const [code] = await makeRecoveryCodes(holdfast, who);
    const { challenge } = await passwordStep(holdfast, who);
    return {
      request: { method: "POST", url: "/v1/auth/factor", body: { challenge, proof: { kind: "recovery_code", code } } },
      isDone: async () => (await get("/v1/me/factors", who)).json().recoveryCodes.left === 9,
      events: () => told("recovery_codes.used"),
    };
  },
  async "a finished recovery"() {
    const { who, told, isFelt } = await small();
    await confirmApp(holdfast, who);
    const { challenge: first } = await passwordStep(holdfast, who);
    await post("/v1/auth/recovery", { challenge: first });
    await post("/v1/auth/recovery/begin", { token: await mailedToken(holdfast.inbox, who.email, "/recovery") });
    await withAccount(
      holdfast.runtime.directory,
      who.accountId,
      ({ sql }) => sql`update recoveries set ready_at = started_at`,
    );
    const { challenge } = await passwordStep(holdfast, who);
    return {
      request: { method: "POST", url: "/v1/auth/recovery/finish", body: { challenge } },
      // What it was about is gone: the next sign-in asks for no second factor.
      isDone: async () => (await passwordStep(holdfast, who)).step !== "factor",
      events: () => told("recovery.completed"),
      isFelt,
    };
  },
  async "a support grant"() {
    const boss = await holdfast.account();
    const body = { scopes: ["members"], reason: "Ticket 4711" };
    return {
      request: { method: "POST", url: "/v1/support-grants", token: boss.token, body },
      isDone: async () => (await get("/v1/support-grants", boss)).json().items.length === 1,
      events: async () => (await eventsOf(holdfast, boss, { event: "support.granted" })).length,
    };
  },
  async "a withdrawn support grant"() {
    const boss = await holdfast.account();
    const body = { scopes: ["members"], reason: "Ticket 4711" };
    const { id } = (await holdfast.call({ method: "POST", url: "/v1/support-grants", token: boss.token, body })).json();
    const { token } = await openSupport(holdfast.runtime, boss.accountId, { grant: id, name: "kim" });
    return {
      request: { method: "DELETE", url: `/v1/support-grants/${id}`, token: boss.token },
      isDone: async () => (await get("/v1/users", { token })).statusCode === 401,
      events: async () => (await eventsOf(holdfast, boss, { event: "support.revoked" })).length,
    };
  },
  async "a new webhook"() {
    const boss = await holdfast.account();
    const body = { url: "http://127.0.0.1:9/", events: ["*"] };
    return {
      request: { method: "POST", url: "/v1/webhooks", token: boss.token, body },
      isDone: async () => (await get("/v1/webhooks", boss)).json().items.length === 1,
      events: async () => (await eventsOf(holdfast, boss, { event: "webhook.created" })).length,
    };
  },
  async "a new secret of a webhook"() {
    const boss = await holdfast.account();
    const made = await post("/v1/webhooks", { url: "http://127.0.0.1:9/", events: ["*"] }, boss);
    const url = `/v1/webhooks/${made.json().webhook.id}`;
    return {
      request: { method: "POST", url: `${url}/secret`, token: boss.token, body: {} },
      isDone: async () => (await get(url, boss)).json().previousSecretEndsAt !== null,
      events: async () => (await eventsOf(holdfast, boss, { event: "webhook.secret_rotated" })).length,
    };
  },
  async "a new stream of the audit log"() {
    const boss = await holdfast.account();
    const body = { format: "ndjson", url: "https://localhost:9/" };
    return {
      request: { method: "POST", url: "/v1/audit/streams", token: boss.token, body },
      isDone: async () => (await get("/v1/audit/streams", boss)).json().items.length === 1,
      events: async () => (await eventsOf(holdfast, boss, { event: "audit_stream.created" })).length,
    };
  },
  async "a begun review"() {
    const { boss } = await small();
    return {
      request: { method: "POST", url: "/v1/reviews", token: boss.token },
      isDone: async () => (await get("/v1/reviews", boss)).json().items[0]?.counts.items === 4,
      events: async () => (await eventsOf(holdfast, boss, { event: "review.started" })).length,
    };
  },
  async "a member removed by a review"() {
    const { boss, who, seen, isFelt } = await small();
    const { id } = (await holdfast.call({ method: "POST", url: "/v1/reviews", token: boss.token })).json();
    const items: ReviewItemView[] = (await get(`/v1/reviews/${id}/items`, boss)).json().items;
    const item = items.find(({ kind, subject }) => kind === "member" && subject === who.userId)?.item;
    const body = { item, decision: "remove" };
    return {
      request: { method: "PATCH", url: `/v1/reviews/${id}`, token: boss.token, body },
      isDone: async () => (await seen())?.suspended === true,
      events: async () => (await eventsOf(holdfast, boss, { event: "review.item_decided" })).length,
      isFelt,
    };
  },
  async "a signed review"() {
    const boss = await holdfast.account();
    const { id } = (await holdfast.call({ method: "POST", url: "/v1/reviews", token: boss.token })).json();
    return {
      request: { method: "POST", url: `/v1/reviews/${id}/sign`, token: boss.token },
      isDone: async () => (await get(`/v1/reviews/${id}`, boss)).json().signedAt !== null,
      events: async () => (await eventsOf(holdfast, boss, { event: "review.signed" })).length,
    };
  },
  async "a new API key"() {
    const who = await newMember();
    return {
      request: { method: "POST", url: "/v1/keys", token: who.token, body: { name: "X", scopes: ["account:read"] } },
      isDone: async () => (await get("/v1/keys", who)).json().items.length === 1,
      events: () => count("api_key.created", { actor: who.userId }),
    };
  },
  async "a revoked API key"() {
    const who = await newMember();
    const { id, secret } = await makeKey(holdfast, who);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    return {
      request: { method: "DELETE", url: `/v1/keys/${id}`, token: who.token },
      isDone: async () => (await get("/v1/keys", who)).json().items.length === 0,
      events: () => count("api_key.revoked", { target: id }),
      isFelt: async () => (await useKey(holdfast, secret))[0] === 401,
    };
  },
  async "a rotated API key"() {
    const who = await newMember();
    const { id, secret } = await makeKey(holdfast, who);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    const url = `/v1/keys/${id}/rotate`;
    return {
      request: { method: "POST", url, token: who.token, body: { overlapHours: 0 } },
      isDone: async () => (await get("/v1/keys", who)).json().items.length === 2,
      events: () => count("api_key.rotated", { target: id }),
      isFelt: async () => (await useKey(holdfast, secret))[0] === 401,
    };
  },
  async "imported users"() {
    const boss = await holdfast.account();
    const users = [1, 2, 3].map((n) => ({
      email: `import-${unique()}-${n}@example.com`,
      name: "X",
      role: "developer",
      emailVerified: true,
    }));
    return {
      request: { method: "POST", url: "/v1/users/import", token: boss.token, body: { users } },
      isDone: async () => {
        const { length } = (await get("/v1/users", boss)).json().items;
        expect([1, 4]).toContain(length);
        return length === 4;
      },
      events: async () => (await eventsOf(holdfast, boss, { event: "user.imported" })).length / users.length,
    };
  },
};

/** Those that take long, and of which several can go on at once: each is about an account or a user of its own. */
const abreast: Readonly<Record<string, number>> = {
  "a reset password": 6,
  "a new API key": 4,
  "a revoked API key": 4,
  "a rotated API key": 4,
  "imported users": 4,
  "a suspended user": 4,
  "a deleted user": 4,
  "an offboarding": 4,
  "an accepted invitation": 4,
  "a changed address": 4,
  "an address given back": 4,
  "a new session": 4,
  "a new passkey": 4,
  "a session that signs out": 4,
  "a confirmed authenticator app": 4,
  "a sign-in by a recovery code": 4,
  "a finished recovery": 4,
  "a support grant": 4,
  "a withdrawn support grant": 4,
  "a begun review": 4,
  "a member removed by a review": 4,
  "a signed review": 4,
};

/** What each change takes is looked at together, at the end. */
const takings: { readonly name: string; readonly isFelt: () => Promise<boolean> }[] = [];

describe.each(Object.entries(changes))("%s", (name, prepare) => {
  test.each(["before", "after"] as const)(
    "comes whole with its event or not at all, when any call fails %s it took effect [C-005] [C-006] [C-231]",
    async (when) => {
      const scenario: Parameters<typeof failEveryCall>[1] = async (attempt, at) => {
        const change = await prepare();
        const answer = await attempt(() => holdfast.call(change.request));
        const isDone = await change.isDone();
        expect([at, await change.events()]).toEqual([at, Number(isDone)]);
        const refused = { status: 503, code: "service.unavailable", retry: true };
        const told = { status: answer.statusCode, code: answer.json().code, retry: "retry-after" in answer.headers };
        expect([at, answer.statusCode < 300 ? isDone : told]).toEqual([at, answer.statusCode < 300 ? true : refused]);
        const again = isDone ? answer : await holdfast.call(change.request);
        const isDoneNow = isDone || (await change.isDone());
        expect([at, isDone || again.statusCode < 300, isDoneNow]).toEqual([at, true, true]);
        const { isFelt } = change;
        if (isFelt !== undefined) takings.push({ name: `${name}, call ${at} failing ${when}`, isFelt });
      };
      expect(await failEveryCall(when, scenario, abreast[name])).toBeGreaterThan(5);
    },
    60_000,
  );
});

describe("what a change takes from live sessions", () => {
  test("is taken, even when the process that changed it was not there to see to it [C-124] [C-161]", async () => {
    expect(takings.length).toBeGreaterThan(100);
    const notFelt = async (): Promise<string[]> => {
      const names: string[] = [];
      for (const { name, isFelt } of takings) if (!(await isFelt())) names.push(name);
      return names;
    };
    await expect.poll(notFelt, { timeout: 15_000, interval: 500 }).toEqual([]);
  });
});
