import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey, useKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { days, hours, minutes } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { flushKeyUses } from "./index.ts";

let holdfast: Deployment;
let owner: Member;
let stranger: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

const call = (method: "GET" | "POST" | "PATCH" | "DELETE", url: string, by: { token: string }, body?: unknown) =>
  holdfast.call({ method, url, token: by.token, ...(body !== undefined && { body }) });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;
const idsIn = (answer: { json(): { items: { id: string }[] } }): string[] => answer.json().items.map(({ id }) => id);

async function subjectsTo(email: string, wanted: number): Promise<string[]> {
  const subjects = () => holdfast.inbox.list().filter(({ to, subject }) => to === email && /API key/.test(subject));
  await expect.poll(() => subjects().length, { timeout: 5_000 }).toBeGreaterThanOrEqual(wanted);
  return subjects().map(({ subject }) => subject.replace(/ in Acme [0-9a-f]+| of Acme [0-9a-f]+/, ""));
}

async function setMaxDays(who: Member, apiKeyMaxDays: number): Promise<void> {
  const { version, settings } = (await call("GET", "/v1/policy", who)).json();
  const reason = "Keys of this test live as long as it says";
  const body = { version, settings: { ...settings, apiKeyMaxDays }, reason };
  const answer = await holdfast.call({ method: "PUT", url: "/v1/policy", token: who.token, body });
  if (answer.statusCode !== 200) throw new Error(`a policy change answered ${answer.statusCode}: ${answer.body}`);
}

describe("an API key", () => {
  test("opens what it is scoped to, is shown once, and its creation is mailed and logged [C-143] [C-146] [C-152] [C-187] [D-12]", async () => {
    const who = await holdfast.member(owner, "developer");
    const { id, secret, view } = await makeKey(holdfast, who, { name: "Nightly build" });
    expect(view).toMatchObject({ user: who.userId, scopes: ["account:read"], state: "live", uses: 0 });
    const listed = await call("GET", "/v1/keys", who);
    expect(listed.json().items).toMatchObject([{ id, name: "Nightly build", lastUsedAt: null }]);
    expect(listed.body).not.toContain(secret.slice(60));
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    expect(await useKey(holdfast, secret, { url: "/v1/users" })).toEqual([403, "right.missing"]);
    const [event] = await eventsOf(holdfast, owner, { event: "api_key.created", target: id });
    expect(event).toMatchObject({ actor: { type: "user", id: who.userId }, details: { scopes: "account:read" } });
    expect(await subjectsTo(who.email, 1)).toEqual(["New API key"]);
  });

  test("lives 90 days where nothing shorter is asked for, and never longer than the policy lets it [C-144] [D-10]", async () => {
    const { view } = await makeKey(holdfast, owner);
    expect(Date.parse(view.expiresAt) - Date.parse(view.createdAt)).toBe(days(90));
    const longer = { name: "x", scopes: ["account:read"], expiresInDays: 91 };
    expect((await call("POST", "/v1/keys", owner, longer)).statusCode).toBe(400);
    const strict = await holdfast.account();
    await setMaxDays(strict, 30);
    expect(codeOf(await call("POST", "/v1/keys", strict, { ...longer, expiresInDays: 31 }))).toBe("key.lives_too_long");
    const short = await makeKey(holdfast, strict);
    expect(Date.parse(short.view.expiresAt) - Date.parse(short.view.createdAt)).toBe(days(30));
  });

  test("is shortened by a policy that gets stricter, and not prolonged by one that gets looser [C-144]", async () => {
    const who = await holdfast.account();
    const { id } = await makeKey(holdfast, who);
    const lifeOf = async () => {
      const [key] = (await call("GET", "/v1/keys", who)).json().items;
      expect(key.id).toBe(id);
      return Date.parse(key.expiresAt) - Date.parse(key.createdAt);
    };
    await setMaxDays(who, 10);
    expect(await lifeOf()).toBe(days(10));
    await setMaxDays(who, 60);
    expect(await lifeOf()).toBe(days(10));
  });

  test("takes no scope that its creator lacks, and none that no key may have [C-143] [D-11]", async () => {
    const billing = await holdfast.member(owner, "billing");
    const wish = (scopes: string[]) => call("POST", "/v1/keys", billing, { name: "x", scopes });
    expect(codeOf(await wish(["account:read", "audit:read"]))).toBe("key.scope_exceeds_own");
    expect((await wish(["policy:write"])).statusCode).toBe(400);
    expect((await wish([])).statusCode).toBe(400);
  });

  test("tells when, from where and how often it was used, in batches [C-150] [C-151]", async () => {
    const { id, secret } = await makeKey(holdfast, owner);
    for (const last of [1, 2, 3])
      expect(await useKey(holdfast, secret, { address: `192.0.2.${last}` })).toEqual([200, null]);
    const find = async () =>
      (await call("GET", "/v1/keys", owner)).json().items.find((key: { id: string }) => key.id === id);
    expect(await find()).toMatchObject({ uses: 0 });
    await flushKeyUses(holdfast.runtime);
    expect(await find()).toMatchObject({ uses: 3, lastAddress: "192.0.2.3" });
    await useKey(holdfast, secret);
    await flushKeyUses(holdfast.runtime);
    expect(await find()).toMatchObject({ uses: 4 });
  });

  test("may do so much per minute, whatever its account may do [C-146]", async () => {
    const { secret } = await makeKey(holdfast, owner, { requestsPerMinute: 3 });
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push((await useKey(holdfast, secret))[1]);
    expect(answers).toEqual([null, null, null, "rate.limited", "rate.limited"]);
  });

  test("works from its allow-list alone, and a new list holds once the change is answered [C-145]", async () => {
    const { id, secret } = await makeKey(holdfast, owner, { allowedAddresses: ["192.0.2.0/24"] });
    const from = (address: string) => useKey(holdfast, secret, { address });
    expect(await from("192.0.2.9")).toEqual([200, null]);
    expect(await from("198.51.100.9")).toEqual([403, "key.address_refused"]);
    expect(await from("192.0.2.9")).toEqual([200, null]);
    const changed = await call("PATCH", `/v1/keys/${id}`, owner, { allowedAddresses: ["198.51.100.9"] });
    expect(changed.json()).toMatchObject({ allowedAddresses: ["198.51.100.9/32"] });
    expect(await from("192.0.2.9")).toEqual([403, "key.address_refused"]);
    expect(await from("198.51.100.9")).toEqual([200, null]);
    const renamed = await call("PATCH", `/v1/keys/${id}`, owner, { name: "Other", allowedAddresses: null });
    expect(renamed.json()).toMatchObject({ name: "Other", allowedAddresses: null });
    expect(await from("192.0.2.9")).toEqual([200, null]);
  });

  test("that is tried from elsewhere leaves an event for each network, and none for each try [C-145] [C-152]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    const { id, secret } = await makeKey(local, who, { allowedAddresses: ["192.0.2.0/24"] });
    const events = (by: Member) => eventsOf(local, by, { event: "api_key.address_refused", target: id });
    for (const address of ["198.51.100.9", "198.51.100.9", "2001:db8::1", "2001:db8::2", "198.51.100.9", "192.0.2.1"]) {
      await useKey(local, secret, { address });
    }
    await expect.poll(async () => (await events(who)).length).toBe(2);
    const first = await events(who);
    const networks = first.map(({ personal }) => personal?.["address"]);
    expect(new Set(networks)).toEqual(new Set(["198.51.100.9", "2001:db8::1"]));
    expect(first[0]).toMatchObject({ actor: { type: "key", id }, outcome: "refused", details: { user: who.userId } });
    // A botnet says no more than a few of its addresses do.
    for (let n = 0; n < 40; n += 1) await useKey(local, secret, { address: `203.0.113.${n}` });
    await expect.poll(async () => (await events(who)).length).toBe(20);
    local.advance(hours(1));
    await useKey(local, secret, { address: "198.51.100.9" });
    const again = await signInAs(local, who);
    await expect.poll(async () => (await events(again)).length).toBe(21);
    await local.stop();
  });

  test("gets another name, list and limit, each by itself, and the log says what it could do before [C-145] [C-146]", async () => {
    const { id, secret } = await makeKey(holdfast, owner, {
      allowedAddresses: ["192.0.2.0/24"],
      requestsPerMinute: 60,
    });
    const change = async (body: object) => (await call("PATCH", `/v1/keys/${id}`, owner, body)).json();
    const list = ["192.0.2.0/24"];
    expect(await change({ name: "Nightly" })).toMatchObject({ allowedAddresses: list, requestsPerMinute: 60 });
    expect(await change({ requestsPerMinute: 2 })).toMatchObject({ name: "Nightly", allowedAddresses: list });
    const use = async () => (await useKey(holdfast, secret, { address: "192.0.2.7" }))[1];
    expect([await use(), await use(), await use()]).toEqual([null, null, "rate.limited"]);
    expect(await change({ allowedAddresses: null })).toMatchObject({ name: "Nightly", requestsPerMinute: 2 });
    const events = await eventsOf(holdfast, owner, { event: "api_key.changed", target: id });
    expect(events.map(({ details, personal }) => ({ ...details, ...personal }))).toMatchObject([
      { addresses: "everywhere", addressesBefore: "192.0.2.0/24" },
      { requestsPerMinute: 2, requestsPerMinuteBefore: 60 },
      { before: "Deploys", after: "Nightly" },
    ]);
    for (const wrong of [0, 6001, 1.5]) {
      expect((await call("PATCH", `/v1/keys/${id}`, owner, { requestsPerMinute: wrong })).statusCode).toBe(400);
    }
  });

  test("is loosened by whoever has just proved who they are, and by nobody else [C-145]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    const { id } = await makeKey(local, who, { allowedAddresses: ["192.0.2.0/24"] });
    local.advance(minutes(11));
    const change = (body: object) => local.call({ method: "PATCH", url: `/v1/keys/${id}`, token: who.token, body });
    for (const body of [{ allowedAddresses: null }, { requestsPerMinute: 6000 }]) {
      expect(codeOf(await change(body))).toBe("auth.recent_required");
    }
    await local.stop();
  });

  test("is revoked everywhere before the answer, again for who asks again [C-145] [C-153]", async () => {
    const { id, secret } = await makeKey(holdfast, owner);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    const beside = await startDeployment({ beside: holdfast });
    expect(await useKey(beside, secret)).toEqual([200, null]);
    const revoked = await call("DELETE", `/v1/keys/${id}`, owner);
    expect(revoked.json()).toMatchObject({ kind: "key", subject: id });
    expect([await useKey(holdfast, secret), await useKey(beside, secret)]).toEqual([
      [401, "key.invalid"],
      [401, "key.invalid"],
    ]);
    await beside.stop();
    expect((await call("DELETE", `/v1/keys/${id}`, owner)).statusCode).toBe(200);
    expect(idsIn(await call("GET", "/v1/keys", owner))).not.toContain(id);
    const events = await eventsOf(holdfast, owner, { event: "api_key.revoked", target: id });
    expect(events).toHaveLength(1);
  });

  test("is invisible to another account, and to other members but by right [C-063] [C-151]", async () => {
    const who = await holdfast.member(owner, "developer");
    const { id, secret } = await makeKey(holdfast, who);
    for (const [by, url] of [
      [stranger, `/v1/keys/${id}`],
      [stranger, `/v1/account/keys/${id}`],
      [owner, `/v1/keys/${id}`],
    ] as const) {
      expect(codeOf(await call("DELETE", url, by))).toBe("key.not_found");
    }
    expect(idsIn(await call("GET", "/v1/account/keys?limit=200", stranger))).not.toContain(id);
    expect(codeOf(await call("GET", "/v1/account/keys", who))).toBe("right.missing");
    const all = await call("GET", `/v1/account/keys?user=${who.userId}`, owner);
    expect(idsIn(all)).toEqual([id]);
    expect((await call("DELETE", `/v1/account/keys/${id}`, owner)).json()).toMatchObject({ kind: "key" });
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
    expect((await subjectsTo(who.email, 2)).toSorted()).toEqual(["API key revoked", "New API key"]);
  });

  test("names itself and its creator in the log of what it did [C-152]", async () => {
    const { id, secret } = await makeKey(holdfast, owner, { scopes: ["audit:read", "audit:export"] });
    expect(await useKey(holdfast, secret, { url: "/v1/audit/log/personal" })).toEqual([200, null]);
    const [event] = await eventsOf(holdfast, owner, { event: "audit.exported" });
    expect(event).toMatchObject({ actor: { type: "key", id }, details: { creator: owner.userId } });
  });

  test("stands in its row as a hash, from which nobody gets it back [C-041]", async () => {
    const { id, secret } = await makeKey(holdfast, owner);
    const [row] = await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`select to_json(k) as json, secret_hash from api_keys k where id = ${id}`,
    );
    const text = JSON.stringify(row?.["json"]);
    expect([text.includes(secret.slice(58, 101)), text.includes(Buffer.from(secret).toString("hex"))]).toEqual([
      false,
      false,
    ]);
    expect(row?.["secretHash"]).toHaveLength(32);
  });

  test("can be made fifty times and no more, however many are made at once", async () => {
    const who = await holdfast.member(owner, "developer");
    for (let n = 0; n < 46; n += 1) await makeKey(holdfast, who);
    const body = { name: "x", scopes: ["account:read"] };
    const made = await Promise.all(Array.from({ length: 10 }, () => call("POST", "/v1/keys", who, body)));
    expect(made.filter(({ statusCode }) => statusCode === 201)).toHaveLength(4);
    expect(codeOf(await call("POST", "/v1/keys", who, body))).toBe("key.too_many");
  });

  test("is among the unused ones while it lives, if nobody used it [C-150]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    const idle = await makeKey(local, who, { expiresInDays: 6 });
    const busy = await makeKey(local, who);
    local.advance(days(5) + hours(12));
    await useKey(local, busy.secret);
    await flushKeyUses(local.runtime);
    const list = async (url: string) =>
      idsIn(await local.call({ method: "GET", url, token: (await signInAs(local, who)).token }));
    expect(await list("/v1/keys/unused?days=5")).toEqual([idle.id]);
    expect(await list("/v1/keys/unused")).toEqual([]);
    expect(await list("/v1/account/keys?unusedDays=5")).toEqual([idle.id]);
    local.advance(hours(13));
    expect(await list("/v1/keys/unused?days=5")).toEqual([]);
    await local.stop();
  });
});
