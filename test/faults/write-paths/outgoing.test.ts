import { type Changes, describeChanges, openHouse } from "./changes.ts";

/** Changes of what an account sends elsewhere. */
const house = openHouse();
const { get, post, countBy } = house;

const changes: Changes = {
  async "a new webhook"() {
    const boss = await house.holdfast.account();
    const body = { url: "http://127.0.0.1:9/", events: ["*"] };
    return {
      request: { method: "POST", url: "/v1/webhooks", token: boss.token, body },
      isDone: async () => (await get("/v1/webhooks", boss)).json().items.length === 1,
      events: () => countBy(boss, { event: "webhook.created" }),
    };
  },
  async "a new secret of a webhook"() {
    const boss = await house.holdfast.account();
    const made = await post("/v1/webhooks", { url: "http://127.0.0.1:9/", events: ["*"] }, boss);
    const url = `/v1/webhooks/${made.json().webhook.id}`;
    return {
      request: { method: "POST", url: `${url}/secret`, token: boss.token, body: {} },
      isDone: async () => (await get(url, boss)).json().previousSecretEndsAt !== null,
      events: () => countBy(boss, { event: "webhook.secret_rotated" }),
    };
  },
  async "a new stream of the audit log"() {
    const boss = await house.holdfast.account();
    const body = { format: "ndjson", url: "https://localhost:9/" };
    return {
      request: { method: "POST", url: "/v1/audit/streams", token: boss.token, body },
      isDone: async () => (await get("/v1/audit/streams", boss)).json().items.length === 1,
      events: () => countBy(boss, { event: "audit_stream.created" }),
    };
  },
};

const abreast = {
  "a new webhook": 4,
  "a new secret of a webhook": 4,
  "a new stream of the audit log": 4,
};

describeChanges(house, changes, { abreast, takings: 0 });
