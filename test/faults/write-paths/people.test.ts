import { expect } from "vitest";

import { goodPassword, mailedToken } from "../../support/deployment.ts";
import { type Changes, describeChanges, openHouse } from "./changes.ts";

const house = openHouse();
const { get, post, newMember, count, small, unique, countBy } = house;

const changes: Changes = {
  async "a new name"() {
    const [who, name] = [await newMember(), `Grace ${unique()}`];
    return {
      request: { method: "PATCH", url: "/v1/me", token: who.token, body: { name } },
      isDone: async () => (await get("/v1/me", who)).json().user.name === name,
      events: () => count("user.profile_changed", { target: who.userId }),
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
    const token = await mailedToken(house.holdfast.inbox, email, "/join");
    const body = { token, name: "Grace", password: goodPassword };
    return {
      request: { method: "POST", url: "/v1/invitations/accept", body },
      isDone: async () => (await people()).some((user) => user.email === email),
      // The other tells of the account's owner.
      events: async () => (await countBy(boss, { event: "user.created" })) - 1,
    };
  },
  async "a changed address"() {
    const { who, seen, told } = await small();
    const email = `moved-${unique()}@example.com`;
    await post("/v1/me/email", { email }, who);
    const body = { token: await mailedToken(house.holdfast.inbox, email, "/confirm-email") };
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
    await post("/v1/auth/confirm-email-change", {
      token: await mailedToken(house.holdfast.inbox, email, "/confirm-email"),
    });
    const body = { token: await mailedToken(house.holdfast.inbox, who.email, "/undo-email") };
    return {
      request: { method: "POST", url: "/v1/auth/undo-email-change", body },
      isDone: async () => (await seen())?.email === who.email,
      events: () => told("user.email_change_undone"),
      isFelt,
    };
  },
  async "imported users"() {
    const boss = await house.holdfast.account();
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
      events: async () => (await countBy(boss, { event: "user.imported" })) / users.length,
    };
  },
};

const abreast = {
  "a suspended user": 4,
  "a deleted user": 4,
  "an offboarding": 4,
  "an accepted invitation": 4,
  "a changed address": 4,
  "an address given back": 4,
  "imported users": 4,
};

describeChanges(house, changes, { abreast, takings: 48 });
