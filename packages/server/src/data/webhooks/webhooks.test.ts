import type { WebhookDeliveryView, WebhookSecret, WebhookView } from "@holdfast/contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { verify } from "../../../../../docs/snippets/webhook-consumer.ts";
import { type Acting, acting } from "../../../../../test/support/acting.ts";
import {
  type Deployment,
  type Member,
  startDeployment,
  type TestRequest,
} from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { type Receiver, startReceiver } from "../../../../../test/support/receiver.ts";
import { days, hours, minutes, seconds } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { createLog } from "../../kernel/log.ts";
import type { Egress } from "../../platform/egress/index.ts";
import { type AccountScope, findHome, withAccount } from "../../tenancy/directory/index.ts";
import { fanOut } from "./fan-out.ts";
import { claimDeliveries, giveUpWaiting, insertDeliveries, requeueDeliveries } from "./delivery-store.ts";
import { testType } from "./message.ts";
import { lockWebhook } from "./store.ts";
import { tidyWebhooks } from "./upkeep.ts";
import { visitWebhooks } from "./visit.ts";

const patience = { timeout: 12_000, interval: 100 };

let holdfast: Deployment;
let me: Acting;
let owner: Member;
let receiver: Receiver;
beforeAll(async () => {
  holdfast = await startDeployment();
});
beforeEach(async () => {
  me = acting(holdfast, await holdfast.account());
  owner = me.member;
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());
afterAll(() => holdfast.stop());

const call = (method: TestRequest["method"], url: string, body?: unknown, by: Acting = me) =>
  by.call(method, url, body);

async function hook(events: readonly string[] = ["*"], by: Acting = me): Promise<WebhookSecret> {
  const answer = await call("POST", "/v1/webhooks", { url: receiver.url, events, description: "desk" }, by);
  expect([answer.statusCode, answer.body]).toEqual([201, expect.any(String)]);
  return answer.json();
}
const read = async (id: string): Promise<WebhookView> => (await call("GET", `/v1/webhooks/${id}`)).json();
const deliveries = async (id: string): Promise<WebhookDeliveryView[]> =>
  (await call("GET", `/v1/webhooks/${id}/deliveries`)).json().items;
const statesOf = async (id: string) => (await deliveries(id)).map(({ state }) => state);
/** Until everything that has happened so far has its place in the log. */
async function placed(): Promise<void> {
  const waiting = async () => (await eventsOf(holdfast, me.member)).filter(({ index }) => index === null);
  await expect.poll(waiting, patience).toEqual([]);
}
const rename = (name: string) => call("PATCH", "/v1/me", { name });
/** The ids of messages of a type, as they arrived. */
const arrived = (type?: string): string[] =>
  receiver.received
    .filter(({ body }) => type === undefined || JSON.parse(body).type === type)
    .map(({ headers }) => String(headers["webhook-id"]));
async function arrives(type: string, times: number): Promise<void> {
  await expect.poll(() => arrived(type).length, patience).toBe(times);
}

describe("a webhook", () => {
  test("is told of an event that it chose: signed, with its public part, and nothing of its personal one", async () => {
    const { webhook, secret } = await hook(["user.profile_changed"]);
    await rename("Countess of Lovelace");
    await arrives("user.profile_changed", 1);
    const [event] = await eventsOf(holdfast, me.member, { event: "user.profile_changed" });
    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    expect(verify(secret, JSON.parse(JSON.stringify(headers)), body, holdfast.now())).toEqual({
      type: "user.profile_changed",
      timestamp: event?.time,
      data: {
        account: owner.accountId,
        id: event?.id,
        index: event?.index,
        actor: { type: "user", id: owner.userId },
        target: { type: "user", id: owner.userId },
        outcome: "success",
        request: event?.request,
        details: event?.details,
      },
    });
    expect(headers["webhook-id"]).toBe(event?.id);
    expect(event?.personal).not.toBeNull();
    expect(body).not.toMatch(/Lovelace|address|personal|light-my-request/);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(["delivered"]);
    expect((await deliveries(webhook.id))[0]).toMatchObject({ attempts: 1, status: 204, failure: null });
    expect(await read(webhook.id)).toMatchObject({ enabled: true, failingSince: null });
  });

  test("is told of nothing that it did not choose, and of nothing from before", async () => {
    await rename("Before");
    await placed();
    await hook(["user.profile_changed"]);
    await call("POST", "/v1/roles", { name: "Night shift", summary: "", rights: ["audit:read"] });
    await rename("After");
    await arrives("user.profile_changed", 1);
    expect(arrived()).toHaveLength(1);
  });

  test("is one of twenty at most, however many are made at once", async () => {
    const wish = { url: receiver.url, events: ["policy.changed"] };
    for (let n = 0; n < 16; n += 1) await hook(["policy.changed"]);
    const made = await Promise.all(Array.from({ length: 10 }, () => call("POST", "/v1/webhooks", wish)));
    expect(made.filter(({ statusCode }) => statusCode === 201)).toHaveLength(4);
    const refused = made.filter(({ statusCode }) => statusCode !== 201);
    expect(new Set(refused.map((answer) => answer.json().code))).toEqual(new Set(["webhook.too_many"]));
    expect((await call("GET", "/v1/webhooks")).json().items).toHaveLength(20);
  });

  test("is tested with a button", async () => {
    const { webhook, secret } = await hook(["policy.changed"]);
    const sent = await call("POST", `/v1/webhooks/${webhook.id}/test`);
    expect([sent.statusCode, sent.json().state]).toEqual([201, "waiting"]);
    await arrives("webhook.test", 1);
    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    expect(headers["webhook-id"]).toBe(sent.json().message);
    expect(() => verify(secret, JSON.parse(JSON.stringify(headers)), body, holdfast.now())).not.toThrow();
  });

  test("of another account is invisible, and hears nothing", async () => {
    const { webhook } = await hook();
    const other = acting(holdfast, await holdfast.account());
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["PATCH", "", { enabled: false }],
      ["DELETE", "", undefined],
      ["POST", "/secret", {}],
      ["POST", "/test", undefined],
      ["GET", "/deliveries", undefined],
      ["POST", "/replay", {}],
    ] as const) {
      const answer = await call(method, `/v1/webhooks/${webhook.id}${path}`, body, other);
      expect([path, answer.json().code]).toEqual([path, "webhook.not_found"]);
    }
    expect((await call("GET", "/v1/webhooks", undefined, other)).json().items).toEqual([]);
    await arrives("webhook.created", 1);
    await call("PATCH", "/v1/me", { name: "Somebody else" }, other);
    await rename("Ada");
    await arrives("user.profile_changed", 1);
    expect(receiver.received.every(({ body }) => JSON.parse(body).data.account === owner.accountId)).toBe(true);
  });

  test("leads to no address inside, in no notation, and chooses no event that there is not", async () => {
    const codeOf = async (wish: object) => {
      const answer = await call("POST", "/v1/webhooks", { events: ["*"], ...wish });
      return [answer.statusCode, answer.json().code];
    };
    const urls = [
      "https://10.0.0.1/",
      "http://hooks.example.com/",
      "https://169.254.169.254/x",
      "https://[::ffff:7f00:1]/",
    ];
    for (const url of urls) expect(await codeOf({ url })).toEqual([422, "webhook.url_refused"]);
    expect(await codeOf({ url: receiver.url, events: ["usr.*"] })).toEqual([422, "webhook.event_unknown"]);
    const { webhook } = await hook();
    const moved = await call("PATCH", `/v1/webhooks/${webhook.id}`, { url: "https://192.168.0.1/" });
    expect(moved.json().code).toBe("webhook.url_refused");
  });

  test("needs somebody who may read the log themselves", async () => {
    const role = await call("POST", "/v1/roles", { name: "Plumber", summary: "", rights: ["webhooks:manage"] });
    const plumber = acting(holdfast, await holdfast.member(owner, role.json().id));
    const answer = await call("POST", "/v1/webhooks", { url: receiver.url, events: ["*"] }, plumber);
    expect(answer.json().code).toBe("role.exceeds_own");
    // Nor sends by a webhook of somebody else's what it was not told of.
    const { webhook } = await hook(["policy.changed"]);
    await placed();
    const [event] = await eventsOf(holdfast, owner, { event: "role.created" });
    for (const wish of [{ events: [event?.id] }, { since: "2026-01-01T00:00:00.000Z" }]) {
      const replayed = await call("POST", `/v1/webhooks/${webhook.id}/replay`, wish, plumber);
      expect(replayed.json().code).toBe("role.exceeds_own");
    }
  });

  test("that is removed hears nothing more, and its secret is nowhere", async () => {
    const { webhook } = await hook();
    await arrives("webhook.created", 1);
    expect((await call("DELETE", `/v1/webhooks/${webhook.id}`)).statusCode).toBe(200);
    expect((await call("GET", `/v1/webhooks/${webhook.id}`)).json().code).toBe("webhook.not_found");
    const rows = await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`
      select id from webhooks union all select message_id from webhook_deliveries`,
    );
    expect(rows).toEqual([]);
  });
});

describe("the secret of a webhook", () => {
  test("is shown once, and replaced with an overlap in which both sign [C-153]", async () => {
    const { webhook, secret: old } = await hook(["user.profile_changed"]);
    expect(JSON.stringify(await read(webhook.id))).not.toContain("whsec_");
    const rotated = await call("POST", `/v1/webhooks/${webhook.id}/secret`, { overlapHours: 2 });
    const young: string = rotated.json().secret;
    expect([rotated.statusCode, young === old]).toEqual([201, false]);
    await rename("Ada");
    await arrives("user.profile_changed", 1);
    expect(believedBy([old, young])).toEqual([true, true]);
    holdfast.advance(hours(3));
    await rename("Ada King");
    await arrives("user.profile_changed", 2);
    expect(believedBy([old, young])).toEqual([false, true]);
    expect((await read(webhook.id)).previousSecretEndsAt).toBeNull();
  });

  test("ends at once when somebody has seen it [C-153]", async () => {
    const { webhook, secret: old } = await hook(["user.profile_changed"]);
    const { secret } = (await call("POST", `/v1/webhooks/${webhook.id}/secret`, { overlapHours: 0 })).json();
    await rename("Ada");
    await arrives("user.profile_changed", 1);
    expect(believedBy([old, secret])).toEqual([false, true]);
  });

  /** Whether the newest message is genuine under each of these. */
  function believedBy(secrets: readonly string[]): boolean[] {
    const { headers, body } = receiver.received.at(-1) ?? { headers: {}, body: "" };
    return secrets.map((secret) => {
      try {
        verify(secret, JSON.parse(JSON.stringify(headers)), body, holdfast.now());
        return true;
      } catch {
        return false;
      }
    });
  }
});

describe("a message that does not get through", () => {
  test("is sent again under the same id and with the same body, until it does", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    receiver.answer(503);
    await rename("Ada");
    await arrives("user.profile_changed", 1);
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.status, patience).toBe(503);
    expect((await read(webhook.id)).failingSince).not.toBeNull();
    receiver.answer(200);
    holdfast.advance(seconds(6));
    await arrives("user.profile_changed", 2);
    const [first, second] = receiver.received;
    expect([second?.headers["webhook-id"], second?.body]).toEqual([first?.headers["webhook-id"], first?.body]);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(["delivered"]);
    expect((await deliveries(webhook.id))[0]).toMatchObject({ attempts: 2, status: 200 });
    expect((await read(webhook.id)).failingSince).toBeNull();
  });

  test("waits for as long as the receiver asks", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    receiver.answer(429, { "retry-after": "600" });
    await rename("Ada");
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.status, patience).toBe(429);
    const [delivery] = await deliveries(webhook.id);
    const wait = Date.parse(delivery?.nextAttemptAt ?? "") - Date.parse(delivery?.attemptedAt ?? "");
    expect(wait).toBeGreaterThanOrEqual(minutes(10));
  });

  test("is not led elsewhere: a redirect is a failure", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    const elsewhere = await startReceiver();
    receiver.answer(307, { location: elsewhere.url });
    await rename("Ada");
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.failure, patience).toBe("redirected");
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });

  test("is followed by a probe alone once five in a row have failed", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    receiver.answer(500);
    for (let n = 0; n < 6; n += 1) await rename(`Ada ${n}`);
    await expect.poll(() => arrived().length, patience).toBeGreaterThanOrEqual(5);
    const failed = async () => (await deliveries(webhook.id)).filter(({ status }) => status === 500).length;
    await expect.poll(failed, patience).toBeGreaterThanOrEqual(5);
    const before = arrived().length;
    receiver.answer(null);
    holdfast.advance(minutes(2));
    await expect.poll(() => arrived().length, patience).toBe(before + 1);
  });
});

describe("a webhook whose receiver", () => {
  const state = async (id: string) => {
    const { enabled, disabledFor } = await read(id);
    return [enabled, disabledFor];
  };

  test("is gone is switched off at once, and the administrators are told", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    receiver.answer(410);
    await rename("Ada");
    await expect.poll(() => state(webhook.id), patience).toEqual([false, "gone"]);
    expect(await eventsOf(holdfast, me.member, { event: "webhook.disabled" })).toHaveLength(1);
    const told = () =>
      holdfast.inbox.list().filter(({ to, subject }) => to === owner.email && subject.includes("webhook"));
    await expect.poll(() => told().length, patience).toBe(1);
    expect((await call("POST", `/v1/webhooks/${webhook.id}/test`)).json().code).toBe("webhook.disabled");
  });

  test("has not answered for five days is switched off; what it missed is replayed", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    const since = new Date(holdfast.now() - 1000).toISOString();
    receiver.answer(500);
    await rename("Ada");
    await expect.poll(async () => (await read(webhook.id)).failingSince, patience).not.toBeNull();
    await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`
      update webhooks set failures = 40, rests_until = null`,
    );
    holdfast.advance(days(5) + minutes(1));
    await rename("Ada King");
    await expect.poll(() => state(webhook.id), patience).toEqual([false, "failing"]);
    await expect.poll(async () => new Set(await statesOf(webhook.id)), patience).toEqual(new Set(["failed"]));
    const before = arrived().length;
    receiver.answer(200);
    await call("PATCH", `/v1/webhooks/${webhook.id}`, { enabled: true });
    const replayed = await call("POST", `/v1/webhooks/${webhook.id}/replay`, { since });
    expect([replayed.statusCode, replayed.json()]).toEqual([201, { queued: 2, waiting: 0, next: null }]);
    await expect.poll(() => arrived().length, patience).toBe(before + 2);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(["delivered", "delivered"]);
  });

  test("has lost a message gets it again by its id", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    await rename("Ada");
    await arrives("user.profile_changed", 1);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(["delivered"]);
    const missed = await call("POST", `/v1/webhooks/${webhook.id}/replay`, { since: "2026-01-01T00:00:00.000Z" });
    expect(missed.json().queued).toBe(0);
    const [message] = arrived();
    const again = await call("POST", `/v1/webhooks/${webhook.id}/replay`, { events: [message] });
    expect(again.json().queued).toBe(1);
    await arrives("user.profile_changed", 2);
    expect(new Set(arrived())).toEqual(new Set([message]));
  });
});

describe("a replay", () => {
  const replayOf = async (id: string, wish: object) => call("POST", `/v1/webhooks/${id}/replay`, wish);

  test("says of what it does not send again that it is on its way", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    const since = new Date(holdfast.now() - 1000).toISOString();
    for (let n = 1; n <= 5; n += 1) {
      await call("PATCH", `/v1/webhooks/${webhook.id}`, { enabled: false });
      await rename(`Ada ${n}`);
      await call("PATCH", `/v1/webhooks/${webhook.id}`, { enabled: true });
      const { queued, waiting } = (await replayOf(webhook.id, { since })).json();
      expect([n, queued + waiting >= 1]).toEqual([n, true]);
      await expect.poll(() => new Set(arrived()).size, patience).toBe(n);
      await expect.poll(async () => new Set(await statesOf(webhook.id)), patience).toEqual(new Set(["delivered"]));
      holdfast.advance(minutes(1));
    }
    expect((await replayOf(webhook.id, { since })).json()).toEqual({ queued: 0, waiting: 0, next: null });
  });

  test("counts what waits for its next try as on its way", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    const since = new Date(holdfast.now() - 1000).toISOString();
    receiver.answer(503);
    await rename("Ada");
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.status, patience).toBe(503);
    expect((await replayOf(webhook.id, { since })).json()).toEqual({ queued: 0, waiting: 1, next: null });
  });

  test("of single events refuses those that it cannot send, and sends the others of their own accord too", async () => {
    const { webhook } = await hook(["policy.changed"]);
    await rename("Ada");
    await placed();
    const [told] = await eventsOf(holdfast, owner, { event: "user.profile_changed" });
    const [untold] = await eventsOf(holdfast, owner, { event: "key.unwrapped" });
    const other = acting(holdfast, await holdfast.account());
    const [foreign] = await eventsOf(holdfast, other.member, {});
    const codeOf = async (event: string | undefined) => (await replayOf(webhook.id, { events: [event] })).json().code;
    expect([await codeOf(foreign?.id), await codeOf(untold?.id)]).toEqual(["event.not_found", "event.not_found"]);
    expect((await replayOf(webhook.id, { events: [told?.id] })).json()).toMatchObject({ queued: 1, waiting: 0 });
    await arrives("user.profile_changed", 1);
  });
});

describe("messages that somebody asks for", () => {
  const many = async (path: string, body: unknown, times: number) => {
    const answers = [];
    for (let n = 0; n < times; n += 1) answers.push(await call("POST", path, body));
    return answers;
  };

  test("are ten tests and six replays of a webhook in a minute, and then refused with the time to wait", async () => {
    const { webhook } = await hook(["policy.changed"]);
    const since = new Date(holdfast.now()).toISOString();
    for (const [path, body, quota] of [
      [`/v1/webhooks/${webhook.id}/test`, undefined, 10],
      [`/v1/webhooks/${webhook.id}/replay`, { since }, 6],
    ] as const) {
      const answers = await many(path, body, quota + 1);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([...Array.from({ length: quota }, () => 201), 429]);
      const refused = answers.at(-1);
      expect(refused?.json().code).toBe("rate.limited");
      expect(Number(refused?.headers["retry-after"])).toBeGreaterThan(0);
    }
    const { webhook: second } = await hook(["policy.changed"]);
    expect((await call("POST", `/v1/webhooks/${second.id}/test`)).statusCode).toBe(201);
  });

  test("are thirty tests of an account in a minute, however many webhooks it makes", async () => {
    const codes: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { webhook } = await hook(["policy.changed"]);
      codes.push(...(await many(`/v1/webhooks/${webhook.id}/test`, undefined, 10)).map(({ statusCode }) => statusCode));
      await call("DELETE", `/v1/webhooks/${webhook.id}`);
    }
    expect(codes.filter((code) => code === 201)).toHaveLength(30);
    expect(codes.slice(30).every((code) => code === 429)).toBe(true);
  });
});

test("a receiver that takes its time is left after half a minute, so that other accounts have their turn", async () => {
  const { directory, cluster } = holdfast.runtime;
  const { webhook } = await hook(["policy.changed"]);
  const { accountId } = owner;
  // Nobody else comes here meanwhile.
  await cluster.directory`update senders set leased_until = '2100-01-01', told = false where account_id = ${accountId}`;
  await placed();
  const messages = Array.from({ length: 40 }, () => ({
    messageId: newId("webhookMessage", holdfast.now()),
    event: testType,
  }));
  await withAccount(directory, accountId, (scope) =>
    insertDeliveries(scope, webhook.id, { messages, now: holdfast.now() }),
  );
  let sent = 0;
  const egress: Egress = {
    check: async () => {},
    write: async () => {},
    async post() {
      sent += 1;
      return { status: 204, retryAfter: null, milliseconds: 14_000 };
    },
  };
  // Eight are sent at a time, and each lot takes fourteen seconds.
  const clock = () => holdfast.now() + Math.floor(sent / 8) * seconds(14);
  const deps = { directory, egress, clock, log: createLog(() => {}, clock), publicUrl: "https://holdfast.test" };
  await visitWebhooks(deps, await findHome(directory, accountId), new AbortController().signal);
  expect(sent).toBe(24);
});

test("old deliveries are tidied away while others are sent again, and neither waits for the other for ever", async () => {
  const { directory } = holdfast.runtime;
  const { webhook } = await hook(["policy.changed"]);
  const [first, second] = [1, 2].map((n) => ({ messageId: `evt_${n}`, event: "policy.changed" }));
  if (first === undefined || second === undefined) throw new Error("two messages were made");
  const now = holdfast.now();
  const again = (scope: AccountScope, message: typeof first) =>
    requeueDeliveries(scope, webhook.id, { messages: [message], now, delivered: true });
  await withAccount(directory, owner.accountId, async (scope) => {
    await insertDeliveries(scope, webhook.id, { messages: [first, second], now: now - days(20) });
    await giveUpWaiting(scope, webhook.id);
  });
  let tidied: Promise<void> = Promise.resolve();
  await withAccount(directory, owner.accountId, async (scope) => {
    await lockWebhook(scope, webhook.id);
    await again(scope, second);
    tidied = withAccount(directory, owner.accountId, (other) => tidyWebhooks({ clock: () => holdfast.now() }, other));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await again(scope, first);
  });
  await expect(tidied).resolves.toBeUndefined();
  expect((await deliveries(webhook.id)).map(({ message }) => message).sort()).toEqual(["evt_1", "evt_2"]);
});

describe("an event, when a process dies", () => {
  const directory = () => holdfast.runtime.directory;

  test("before its queue has committed, is queued by the next", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    await rename("Ada");
    const died = withAccount(directory(), owner.accountId, async (scope) => {
      await fanOut(scope, holdfast.now());
      throw new Error("the process died");
    });
    await expect(died).rejects.toThrow("died");
    await arrives("user.profile_changed", 1);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(["delivered"]);
  });

  test("between sending and writing that down, is sent once more when its lease has run out", async () => {
    const { webhook } = await hook(["user.profile_changed"]);
    receiver.answer(500);
    await rename("Ada");
    await arrives("user.profile_changed", 1);
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.status, patience).toBe(500);
    const now = holdfast.now() + minutes(5);
    const taken = await withAccount(directory(), owner.accountId, async (scope) => {
      await lockWebhook(scope, webhook.id);
      return claimDeliveries(scope, { webhookId: webhook.id, now, leasedUntil: now + minutes(1), limit: 8 });
    });
    expect(taken).toHaveLength(1);
    receiver.answer(200);
    holdfast.advance(minutes(7));
    await arrives("user.profile_changed", 2);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(["delivered"]);
  });

  test("is told by another process of the deployment, and once", async () => {
    const beside = await startDeployment({ beside: holdfast });
    const { webhook } = await hook(["user.profile_changed"]);
    for (let n = 0; n < 5; n += 1) await rename(`Ada ${n}`);
    await expect.poll(() => statesOf(webhook.id), patience).toEqual(Array.from({ length: 5 }, () => "delivered"));
    expect(new Set(arrived()).size).toBe(arrived().length);
    await beside.stop();
  });
});
