import { beforeAll, expect } from "vitest";

import { mailedToken, type Member, signInAs, type TestRequest } from "../../support/deployment.ts";
import { addPasskey, newDevice } from "../../support/passkeys.ts";
import { type Changes, describeChanges, openHouse } from "./changes.ts";

const house = openHouse();
const { get, isLive, newMember, count, small, countBy } = house;

const device = newDevice();
/** Of the passkey on it. */
let holder: Member;
beforeAll(async () => {
  holder = await newMember();
  await addPasskey(house.holdfast, holder, device);
});

const changes: Changes = {
  async "an ended session"() {
    const here = await newMember();
    const there = await signInAs(house.holdfast, here);
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
      request: { method: "DELETE", url: `/v1/users/${who.userId}/sessions`, token: house.root.token },
      isDone: async () => (await get(`/v1/users/${who.userId}/sessions`, house.root)).json().items.length === 0,
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
        const again = await house.holdfast.call(request);
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
      isDone: async () => (await get(`/v1/users/${userId}/sessions`, house.root)).json().items.length === 2,
      events: async () => (await count("session.created", { actor: userId })) - 1,
    };
  },
  async "a session that signs out"() {
    const { boss, who, isFelt } = await small();
    return {
      request: { method: "POST", url: "/v1/auth/sign-out", token: who.token },
      isDone: async () => (await get(`/v1/users/${who.userId}/sessions`, boss)).json().items.length === 0,
      events: () => countBy(boss, { event: "session.revoked", target: who.sessionId }),
      isFelt,
    };
  },
  async "a sign-in by passkey"() {
    const asked = await house.holdfast.call({ method: "POST", url: "/v1/auth/passkey/options" });
    const body = { assertion: device.get(asked.json()) };
    const sessions = async (): Promise<number> =>
      (await get(`/v1/users/${holder.userId}/sessions`, house.root)).json().items.length;
    const [begun, told] = [await sessions(), await count("session.created", { actor: holder.userId })];
    return {
      request: { method: "POST", url: "/v1/auth/passkey", body },
      isDone: async () => (await sessions()) === begun + 1,
      events: async () => (await count("session.created", { actor: holder.userId })) - told,
    };
  },
  async "a disowned sign-in"() {
    const { boss, who, told, isFelt } = await small();
    const body = { email: who.email, password: who.password, account: who.slug };
    await house.holdfast.call({
      method: "POST",
      url: "/v1/auth/sign-in",
      body,
      headers: { "user-agent": "curl/8.5.0" },
    });
    const token = await mailedToken(house.holdfast.inbox, who.email, "/not-me");
    const isOfWho = ({ user }: { user: string }): boolean => user === who.userId;
    return {
      request: { method: "POST", url: "/v1/auth/not-me", body: { token } },
      isDone: async () => (await get("/v1/protection/incidents", boss)).json().items.some(isOfWho),
      events: () => told("password.disabled"),
      isFelt,
    };
  },
};

const abreast = {
  "a new session": 4,
  "a session that signs out": 4,
  "a disowned sign-in": 4,
};

describeChanges(house, changes, { abreast, takings: 48 });
