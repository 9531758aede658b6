import type { ReviewItemView } from "@holdfast/contract";

import { openSupport } from "../../../packages/server/src/people/support/index.ts";
import { type Changes, describeChanges, openHouse } from "./changes.ts";

const house = openHouse();
const { get, small, countBy } = house;

const changes: Changes = {
  async "a support grant"() {
    const boss = await house.holdfast.account();
    const body = { scopes: ["members"], reason: "Ticket 4711" };
    return {
      request: { method: "POST", url: "/v1/support-grants", token: boss.token, body },
      isDone: async () => (await get("/v1/support-grants", boss)).json().items.length === 1,
      events: () => countBy(boss, { event: "support.granted" }),
    };
  },
  async "a withdrawn support grant"() {
    const boss = await house.holdfast.account();
    const body = { scopes: ["members"], reason: "Ticket 4711" };
    const { id } = (
      await house.holdfast.call({ method: "POST", url: "/v1/support-grants", token: boss.token, body })
    ).json();
    const { token } = await openSupport(house.holdfast.runtime, boss.accountId, { grant: id, name: "kim" });
    return {
      request: { method: "DELETE", url: `/v1/support-grants/${id}`, token: boss.token },
      isDone: async () => (await get("/v1/users", { token })).statusCode === 401,
      events: () => countBy(boss, { event: "support.revoked" }),
    };
  },
  async "a begun review"() {
    const { boss } = await small();
    return {
      request: { method: "POST", url: "/v1/reviews", token: boss.token },
      isDone: async () => (await get("/v1/reviews", boss)).json().items[0]?.counts.items === 4,
      events: () => countBy(boss, { event: "review.started" }),
    };
  },
  async "a member removed by a review"() {
    const { boss, who, seen, isFelt } = await small();
    const { id } = (await house.holdfast.call({ method: "POST", url: "/v1/reviews", token: boss.token })).json();
    const items: ReviewItemView[] = (await get(`/v1/reviews/${id}/items`, boss)).json().items;
    const item = items.find(({ kind, subject }) => kind === "member" && subject === who.userId)?.item;
    const body = { item, decision: "remove" };
    return {
      request: { method: "PATCH", url: `/v1/reviews/${id}`, token: boss.token, body },
      isDone: async () => (await seen())?.suspended === true,
      events: () => countBy(boss, { event: "review.item_decided" }),
      isFelt,
    };
  },
  async "a signed review"() {
    const boss = await house.holdfast.account();
    const { id } = (await house.holdfast.call({ method: "POST", url: "/v1/reviews", token: boss.token })).json();
    return {
      request: { method: "POST", url: `/v1/reviews/${id}/sign`, token: boss.token },
      isDone: async () => (await get(`/v1/reviews/${id}`, boss)).json().signedAt !== null,
      events: () => countBy(boss, { event: "review.signed" }),
    };
  },
};

const abreast = {
  "a support grant": 4,
  "a withdrawn support grant": 4,
  "a begun review": 4,
  "a member removed by a review": 4,
  "a signed review": 4,
};

describeChanges(house, changes, { abreast, takings: 12 });
