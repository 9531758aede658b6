import { expect } from "vitest";

import { makeKey, useKey } from "../../support/api-keys.ts";
import { type Changes, describeChanges, openHouse } from "./changes.ts";

const house = openHouse();
const { get, newMember, count } = house;

const changes: Changes = {
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
    const { id, secret } = await makeKey(house.holdfast, who);
    expect(await useKey(house.holdfast, secret)).toEqual([200, null]);
    return {
      request: { method: "DELETE", url: `/v1/keys/${id}`, token: who.token },
      isDone: async () => (await get("/v1/keys", who)).json().items.length === 0,
      events: () => count("api_key.revoked", { target: id }),
      isFelt: async () => (await useKey(house.holdfast, secret))[0] === 401,
    };
  },
  async "a rotated API key"() {
    const who = await newMember();
    const { id, secret } = await makeKey(house.holdfast, who);
    expect(await useKey(house.holdfast, secret)).toEqual([200, null]);
    const url = `/v1/keys/${id}/rotate`;
    return {
      request: { method: "POST", url, token: who.token, body: { overlapHours: 0 } },
      isDone: async () => (await get("/v1/keys", who)).json().items.length === 2,
      events: () => count("api_key.rotated", { target: id }),
      isFelt: async () => (await useKey(house.holdfast, secret))[0] === 401,
    };
  },
};

const abreast = {
  "a new API key": 4,
  "a revoked API key": 4,
  "a rotated API key": 4,
};

describeChanges(house, changes, { abreast, takings: 24 });
