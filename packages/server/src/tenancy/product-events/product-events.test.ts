import type { EventId, RecordedEvent } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { guardSecret, guardTokenOf, recorderTokenOf } from "../../../../../test/support/guards.ts";
import { days, minutes } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { erasePersonal, originWithin } from "../audit/index.ts";
import { withAccount } from "../directory/index.ts";

const recorder = recorderTokenOf(null);

let holdfast: Deployment;
let acme: Member;
let globex: Member;
beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [guardSecret] });
  acme = await holdfast.account();
  globex = await holdfast.account();
});
afterAll(() => holdfast.stop());

const newEventId = (age = 0): EventId => newId("event", holdfast.now() - age);

const ticketClosed = (by: Member, change: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: newEventId(),
  account: by.accountId,
  event: "app.ticket.closed",
  actor: { type: "user", id: by.userId },
  target: { type: "ticket", id: "T-12" },
  outcome: "success",
  details: { priority: "high", replies: 3 },
  personal: { requester: "Ada Lovelace" },
  ...change,
});

const record = (events: readonly object[], token = recorder) =>
  holdfast.call({ method: "POST", url: "/v1/audit/events", token, body: { events } });

async function problemsOf(events: readonly object[], token = recorder): Promise<(string | null)[]> {
  const answer = await record(events, token);
  expect(answer.statusCode).toBe(200);
  return answer.json().items.map(({ problem }: { problem: string | null }) => problem);
}

/** The product's events of a member's account, newest first. */
async function listed(member: Member, event = "app.ticket.closed"): Promise<Record<string, unknown>[]> {
  const url = `/v1/audit/events?event=${event}&limit=200`;
  return (await holdfast.call({ method: "GET", url, token: member.token })).json().items;
}

const seen = async (member: Member, id: string): Promise<Record<string, unknown>[]> =>
  (await listed(member)).filter((event) => event["id"] === id);

describe("an event of a product", () => {
  test("is in its account's log when it is answered, with all that was told [C-236]", async () => {
    const event = ticketClosed(acme, { request: "req-of-the-product" });
    expect((await record([event])).json()).toEqual({ items: [{ id: event.id, problem: null }] });
    const { id, event: name, actor, target, outcome, details, personal, request } = event;
    expect(await seen(acme, id)).toMatchObject([
      { id, event: name, actor, target, outcome, details, personal, request, personalErased: false },
    ]);
  });

  test("has a receipt that holds nothing personal but a commitment [C-237]", async () => {
    const event = ticketClosed(acme);
    await record([event]);
    const url = `/v1/audit/events/${event.id}/proof`;
    const prove = () => holdfast.call({ method: "GET", url, token: acme.token });
    await expect.poll(async () => (await prove()).statusCode, { timeout: 5000 }).toBe(200);
    const entry = Buffer.from((await prove()).json().entry, "base64").toString();
    expect(entry).toContain('"event":"app.ticket.closed"');
    expect(entry).not.toContain("Lovelace");
  });

  test("names the key that acted and who made it, or the product itself", async () => {
    const key = newId("apiKey", holdfast.now());
    const byKey = ticketClosed(acme, { actor: { type: "key", id: key, creator: acme.userId } });
    const byApp = ticketClosed(acme, { actor: { type: "app", id: "importer" }, target: null });
    expect(await problemsOf([byKey, byApp])).toEqual([null, null]);
    expect(await seen(acme, byKey.id)).toMatchObject([
      { actor: { type: "key", id: key }, details: { creator: acme.userId } },
    ]);
    expect(await seen(acme, byApp.id)).toMatchObject([{ actor: { type: "app", id: "importer" }, target: null }]);
  });

  test("that is told again is not written again, however often and at once", async () => {
    const events = Array.from({ length: 20 }, () => ticketClosed(acme));
    const tellings = Array.from({ length: 8 }, (_, n) => problemsOf(n % 2 === 0 ? events : events.toReversed()));
    for (const problems of await Promise.all(tellings)) expect(problems).toEqual(events.map(() => null));
    for (const { id } of events) expect(await seen(acme, id)).toHaveLength(1);
  });

  test("twice in one batch is written once", async () => {
    const event = ticketClosed(acme);
    expect(await problemsOf([event, event])).toEqual([null, null]);
    expect(await seen(acme, event.id)).toHaveLength(1);
  });

  test.each<[string, Partial<RecordedEvent>]>([
    ["public part", { details: { priority: "low" } }],
    ["personal part", { personal: { requester: "Grace Hopper" } }],
    ["outcome", { outcome: "refused" }],
  ])("with the id of another is refused, and the other stays: another %s", async (_part, change) => {
    const event = ticketClosed(acme);
    expect(await problemsOf([event])).toEqual([null]);
    expect(await problemsOf([{ ...event, ...change }])).toEqual(["event.conflict"]);
    expect(await seen(acme, event.id)).toMatchObject([{ details: event.details, personal: event.personal }]);
  });

  test("does not take the place of one of ours", async () => {
    const url = "/v1/audit/events?limit=1&event=session.created";
    const [ours] = (await holdfast.call({ method: "GET", url, token: acme.token })).json().items;
    expect(await problemsOf([ticketClosed(acme, { id: ours.id })])).toEqual(["event.conflict"]);
    for (const event of ["session.created", "app", "app.", "app.Ticket", "apps.x", "app.a.b.c.d"]) {
      expect((await record([{ ...ticketClosed(acme), event }])).statusCode).toBe(400);
    }
  });

  test("is refused when it is of a time long past or to come, and its neighbours are not", async () => {
    const good = ticketClosed(acme);
    const old = ticketClosed(acme, { id: newEventId(days(1) + minutes(1)) });
    const early = ticketClosed(acme, { id: newEventId(-minutes(6)) });
    const late = ticketClosed(acme, { id: newEventId(days(1) - minutes(1)) });
    const implausible = "event.time_implausible";
    expect(await problemsOf([old, good, early, late])).toEqual([implausible, null, implausible, null]);
    expect(await seen(acme, good.id)).toHaveLength(1);
    expect(await seen(acme, old.id)).toHaveLength(0);
  });
});

describe("what is personal in an event of a product", () => {
  test("goes with the person, and is not written once they are erased", async () => {
    const leaver = await holdfast.member(acme, "developer");
    const before = ticketClosed(acme, { subject: leaver.userId });
    await record([before]);
    await withAccount(holdfast.runtime.directory, acme.accountId, (scope) =>
      erasePersonal(scope, leaver.userId, originWithin("operator", "test")),
    );
    const after = ticketClosed(acme, { subject: leaver.userId });
    expect(await problemsOf([before, after])).toEqual([null, null]);
    expect(await seen(acme, before.id)).toMatchObject([{ personal: null, personalErased: true }]);
    expect(await seen(acme, after.id)).toMatchObject([{ personal: null, personalErased: false }]);
    expect(await problemsOf([after])).toEqual([null]);
  });
});

describe("events of several accounts", () => {
  test("go each into its own log, and are seen by nobody else [C-063] [C-064]", async () => {
    const [ours, theirs] = [ticketClosed(acme), ticketClosed(globex)];
    expect(await problemsOf([ours, theirs])).toEqual([null, null]);
    expect(await seen(acme, theirs.id)).toEqual([]);
    expect(await seen(globex, ours.id)).toEqual([]);
    expect(await seen(globex, theirs.id)).toHaveLength(1);
    const foreign = { method: "GET", url: `/v1/audit/events/${ours.id}/proof`, token: globex.token } as const;
    expect((await holdfast.call(foreign)).json().code).toBe("event.not_found");
  });

  test("may have the same id, and do not meet", async () => {
    const ours = ticketClosed(acme);
    expect(await problemsOf([ours, { ...ticketClosed(globex), id: ours.id }])).toEqual([null, null]);
  });

  test("are recorded but for those of an account whose database does not answer, which are told again", async () => {
    const far = await holdfast.account({ region: "us" });
    const [away, near] = [ticketClosed(far), ticketClosed(acme)];
    const { cluster } = holdfast.runtime.directory;
    await cluster.asOwner("us", cluster.names.cell("us"), (owner) =>
      owner.begin(async (locked) => {
        await locked`lock table audit_events in access exclusive mode`;
        expect(await problemsOf([away, near])).toEqual(["service.unavailable", null]);
        expect(await seen(acme, near.id)).toHaveLength(1);
      }),
    );
    expect(await problemsOf([away, near])).toEqual([null, null]);
    expect(await seen(far, away.id)).toHaveLength(1);
    expect(await seen(acme, near.id)).toHaveLength(1);
  });

  test("of a guard of one account: another's is answered as one that is not there [C-063] [C-003]", async () => {
    const token = recorderTokenOf(globex.accountId);
    const nobody = { ...ticketClosed(acme), account: newId("account", 0) };
    const [foreign, own] = [ticketClosed(acme), ticketClosed(globex)];
    expect(await problemsOf([foreign, own, nobody], token)).toEqual(["account.not_found", null, "account.not_found"]);
    expect(await problemsOf([nobody])).toEqual(["account.not_found"]);
    expect(await seen(acme, foreign.id)).toEqual([]);
  });
});

describe("the route of product events", () => {
  test("opens to guards that may record, and to no other token [C-003] [C-161]", async () => {
    const plain = await record([ticketClosed(acme)], guardTokenOf(null));
    expect([plain.statusCode, plain.json().code]).toEqual([403, "guard.may_not_record"]);
    const [, mac] = recorder.split("record_");
    const forged = [acme.token, `hfg_all_${mac}`, `hfg_${acme.accountId}.record_${mac}`, `${recorder}A`];
    for (const token of forged) expect((await record([ticketClosed(acme)], token)).statusCode).toBe(401);
  });

  test.each<[string, object]>([
    ["an unknown field", { color: "red" }],
    ["a nested fact", { details: { a: { b: 1 } } }],
    ["too many facts", { details: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`f${n}`, n])) }],
    ["an endless fact", { details: { text: "x".repeat(501) } }],
    ["half a character", { details: { text: "\ud800" } }],
    ["half a character in private", { personal: { text: "\udc00" } }],
    ["a fact of ours", { details: { creator: "somebody" } }],
    ["a target with a space", { target: { type: "ticket", id: "T 12" } }],
    ["an id that is none of an event", { id: "T-12" }],
    ["an actor of another kind", { actor: { type: "system", id: "sequencer" } }],
  ])("refuses %s, and writes nothing of the batch [C-255]", async (_what, change) => {
    const good = ticketClosed(acme);
    const answer = await record([good, { ...ticketClosed(acme), ...change }]);
    expect([answer.statusCode, answer.json().code]).toEqual([400, "request.malformed"]);
    expect(await seen(acme, good.id)).toEqual([]);
  });

  test("takes what fits the bounds, and a hundred at once", async () => {
    const longest = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`f${n}`, "\u0001".repeat(500)]));
    expect(await problemsOf([ticketClosed(acme, { details: longest })])).toEqual([null]);
    const many = Array.from({ length: 100 }, () => ticketClosed(globex));
    expect(await problemsOf(many)).toEqual(many.map(() => null));
    expect((await record([...many, ticketClosed(globex)])).statusCode).toBe(400);
  });

  test("keeps an account to its rate, and lets the others of the batch through", async () => {
    const { limiter } = holdfast.runtime;
    const spent = await holdfast.account();
    const spend = async () => limiter.take("record", { address: null, accountId: spent.accountId, key: null });
    for (let n = 0; n < 3000; n += 1) await spend().catch(() => null);
    const good = ticketClosed(acme);
    expect(await problemsOf([ticketClosed(spent), good])).toEqual(["rate.limited", null]);
    expect(await seen(acme, good.id)).toHaveLength(1);
  });
});
