import { beforeAll, expect } from "vitest";

import { type Member, signInAs } from "../../support/deployment.ts";
import { type Changes, describeChanges, openHouse } from "./changes.ts";

const house = openHouse();
const { get, newMember, count, unique, countBy } = house;
/** In an account without other people, since a policy is applied to each of them. */
let alone: Member;
beforeAll(async () => {
  alone = await house.holdfast.account();
});

const changes: Changes = {
  async "a new policy"() {
    const { version, settings } = (await get("/v1/policy", alone)).json();
    const changed = { ...settings, passwordAdvisedLength: 20 + (version % 2) };
    const body = { version, settings: changed, reason: "because of a test" };
    return {
      request: { method: "PUT", url: "/v1/policy", token: alone.token, body },
      isDone: async () => (await get("/v1/policy", alone)).json().version === version + 1,
      events: () => countBy(alone, { event: "policy.changed", target: String(version + 1) }),
    };
  },
  async "a user's new role"() {
    const who = await newMember();
    expect((await get("/v1/users", who)).statusCode).toBe(200);
    return {
      request: {
        method: "PUT",
        url: `/v1/users/${who.userId}/role`,
        token: house.root.token,
        body: { role: "billing" },
      },
      isDone: async () => (await get("/v1/me", await signInAs(house.holdfast, who))).json().user.role === "billing",
      events: () => count("user.role_changed", { target: who.userId }),
      isFelt: async () => (await get("/v1/users", who)).statusCode === 403,
    };
  },
  async "a role's new rights"() {
    const body = { name: `Role ${unique()}`, summary: null, rights: ["users:read"] };
    const { id } = (
      await house.holdfast.call({ method: "POST", url: "/v1/roles", token: house.root.token, body })
    ).json();
    const holder = await newMember(id);
    expect((await get("/v1/users", holder)).statusCode).toBe(200);
    return {
      request: { method: "PUT", url: `/v1/roles/${id}`, token: house.root.token, body: { ...body, rights: [] } },
      isDone: async () => {
        const { items } = (await get("/v1/roles", house.root)).json();
        return items.find((role: { id: string }) => role.id === id).rights.length === 0;
      },
      events: () => count("role.changed", { target: id }),
      isFelt: async () => (await get("/v1/users", holder)).statusCode === 403,
    };
  },
  async "a deleted role"() {
    const body = { name: `Role ${unique()}`, summary: null, rights: ["users:read"] };
    const { id } = (await house.holdfast.call({ method: "POST", url: "/v1/roles", token: alone.token, body })).json();
    const deleted = { event: "role.deleted", target: id } as const;
    return {
      request: { method: "DELETE", url: `/v1/roles/${id}`, token: alone.token },
      isDone: async () => {
        const { items } = (await get("/v1/roles", alone)).json();
        return !items.some((role: { id: string }) => role.id === id);
      },
      events: () => countBy(alone, deleted),
    };
  },
};

describeChanges(house, changes, { takings: 24 });
