import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey, useKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { days, hours, minutes } from "../../kernel/clock.ts";
import { sealAccount, unsealAccount } from "../../tenancy/accounts/index.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { flushKeyUses, settleLeaks, tellOfEndingKeys } from "./index.ts";
import { checksumOf } from "./key-format.ts";

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
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    expect(await useKey(holdfast, secret, { url: "/v1/users" })).toEqual([403, "right.missing"]);
    expect(view).toMatchObject({ user: who.userId, scopes: ["account:read"], state: "live", uses: 0 });
    const listed = await call("GET", "/v1/keys", who);
    expect(listed.json().items).toMatchObject([{ id, name: "Nightly build", lastUsedAt: null }]);
    expect(listed.body).not.toContain(secret.slice(60));
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
});

describe("a rotated API key", () => {
  test("has a successor at once and works on for the overlap [C-149] [C-153]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    const old = await makeKey(local, who, { allowedAddresses: ["192.0.2.0/24"], requestsPerMinute: 60 });
    const rotate = (body: object, id = old.id, by = who) =>
      local.call({ method: "POST", url: `/v1/keys/${id}/rotate`, token: by.token, body });
    const answer = await rotate({ overlapHours: 2 });
    expect(answer.statusCode).toBe(201);
    const { key, secret, previous, certificate } = answer.json();
    expect(key).toMatchObject({ name: old.view.name, allowedAddresses: ["192.0.2.0/24"], requestsPerMinute: 60 });
    expect(previous).toMatchObject({ id: old.id, state: "replaced", replacedBy: key.id });
    expect(certificate).toMatchObject({ kind: "key", subject: old.id });
    expect(codeOf(await rotate({}))).toBe("key.ended");
    const use = (one: string) => useKey(local, one, { address: "192.0.2.1" });
    expect([await use(old.secret), await use(secret)]).toEqual([
      [200, null],
      [200, null],
    ]);
    local.advance(minutes(121));
    expect([await use(old.secret), await use(secret)]).toEqual([
      [401, "key.invalid"],
      [200, null],
    ]);
    const again = await signInAs(local, who);
    const atOnce = await rotate({ overlapHours: 0 }, key.id, again);
    expect(await use(secret)).toEqual([401, "key.invalid"]);
    expect(await use(atOnce.json().secret)).toEqual([200, null]);
    await local.stop();
  });

  test("keeps one successor, however many rotate, revoke and use it at once [C-145] [C-149]", async () => {
    const { id, secret } = await makeKey(holdfast, owner);
    const rotations = () => call("POST", `/v1/keys/${id}/rotate`, owner, {});
    const answers = await Promise.all([
      rotations(),
      useKey(holdfast, secret),
      rotations(),
      call("DELETE", `/v1/keys/${id}`, owner),
      useKey(holdfast, secret),
      rotations(),
    ]);
    const made = answers.filter((answer) => "statusCode" in answer && answer.statusCode === 201);
    expect(made.length).toBeLessThanOrEqual(1);
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
  });

  test("does not leave one more that works each time it is rotated again, without end", async () => {
    const who = await holdfast.member(owner, "developer");
    const { id } = await makeKey(holdfast, who);
    await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`
        insert into api_keys (account_id, id, user_id, name_sealed, secret_hash, scopes, requests_per_minute, created_at,
          expires_at, replaced_by)
        select account_id, 'key_' || lpad(n::text, 26, '0'), user_id, name_sealed, secret_hash, scopes,
          requests_per_minute, created_at, expires_at, id
        from api_keys, generate_series(1, 99) as n where id = ${id}`,
    );
    const rotated = await call("POST", `/v1/keys/${id}/rotate`, who, { overlapHours: 168 });
    expect(codeOf(rotated)).toBe("key.too_many");
    await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`delete from api_keys where id = ${`key_${"99".padStart(26, "0")}`}`,
    );
    expect((await call("POST", `/v1/keys/${id}/rotate`, who, {})).statusCode).toBe(201);
  });
});

describe("an API key that ends", () => {
  test("is announced 14, 7 and 1 day before, once each, however many processes look, and told of when it has [C-149]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    await makeKey(local, who, { name: "Deploys" });
    const mails = () =>
      local.inbox
        .list()
        .filter(({ subject }) => /API key .*(expire)/.test(subject))
        .map(({ subject }) => subject.replace(/Acme [0-9a-f]+/, "Acme"));
    const tell = () => Promise.all([1, 2, 3].map(() => tellOfEndingKeys(local.runtime)));
    const told = [];
    for (const step of [75, 1, 7, 6, 1]) {
      local.advance(days(step) + 1000);
      await tell();
      await tell();
      await new Promise((resolve) => setTimeout(resolve, 700));
      told.push(mails().length);
    }
    expect(told).toEqual([0, 1, 2, 3, 4]);
    expect(mails()).toEqual([
      "API key in Acme expires in 14 days",
      "API key in Acme expires in 7 days",
      "API key in Acme expires in 1 day",
      "API key in Acme expired",
    ]);
    await local.stop();
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

describe("leaked API keys", () => {
  const report = (keys: string[], source?: string) =>
    holdfast.call({ method: "POST", url: "/v1/leaked-keys", body: { keys, ...(source !== undefined && { source }) } });

  test("are revoked at once; creator and administrators are told, and the log keeps where they were found [C-145] [C-153]", async () => {
    const who = await holdfast.member(owner, "developer");
    const { id, secret } = await makeKey(holdfast, who);
    await useKey(holdfast, secret);
    const source = "https://git.example/acme/app/blob/main/.env";
    // Twice in one report and in two reports at once.
    await Promise.all([report([secret, secret], source), report([secret], source)]);
    await holdfast.runtime.background.settled();
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
    const events = await eventsOf(holdfast, owner, { event: "api_key.leaked", target: id });
    expect(events).toMatchObject([{ actor: { type: "anonymous" }, personal: { source } }]);
    const leaks = (email: string) =>
      holdfast.inbox.list().filter(({ to, subject }) => to === email && subject.includes("found in public")).length;
    await expect.poll(() => [leaks(who.email), leaks(owner.email)], { timeout: 5_000 }).toEqual([1, 1]);
  });

  test("outlive the process that took the report, stand nowhere in the clear, and are told of once by many processes [C-145] [C-153]", async () => {
    const { background, cluster } = holdfast.runtime;
    const waiting = () => cluster.directory`select to_json(k)::text as json from leaked_keys k`;
    const { id, secret } = await makeKey(holdfast, owner);
    const source = "https://paste.example/7";
    const run = background.run.bind(background);
    // The process dies right after its answer.
    Object.assign(background, { run: () => {} });
    expect((await report([secret], source)).statusCode).toBe(202);
    Object.assign(background, { run });
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    const [row] = await waiting();
    for (const hidden of [secret.slice(58, 101), Buffer.from(secret).toString("hex"), source]) {
      expect(row?.["json"]).not.toContain(hidden);
    }
    await Promise.all([1, 2, 3].map(() => settleLeaks(holdfast.runtime)));
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
    const events = await eventsOf(holdfast, owner, { event: "api_key.leaked", target: id });
    expect(events).toMatchObject([{ personal: { source } }]);
    expect(await waiting()).toHaveLength(0);
  });

  test("of an account that is sealed wait until it is opened, and die then [C-145]", async () => {
    const house = await holdfast.account();
    const { secret } = await makeKey(holdfast, house);
    const operator = originWithin("operator", "kim");
    await sealAccount(holdfast.runtime, house.accountId, operator);
    await report([secret]);
    await holdfast.runtime.background.settled();
    await unsealAccount(holdfast.runtime, house.accountId, operator);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
    await holdfast.runtime.cluster.directory`update leaked_keys set due_at = now()`;
    await settleLeaks(holdfast.runtime);
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
  });

  test("are taken from one address thirty times in a minute and no more", async () => {
    const send = () =>
      holdfast.call({ method: "POST", url: "/v1/leaked-keys", body: { keys: ["nothing"] }, address: "192.0.2.200" });
    const statuses = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await send()).statusCode);
    expect(statuses).toEqual([...Array(30).fill(202), 429]);
  });

  test("are answered alike, whatever they are, and no part of a key ends it [C-145]", async () => {
    const { secret } = await makeKey(holdfast, owner);
    const dead = await makeKey(holdfast, owner);
    await call("DELETE", `/v1/keys/${dead.id}`, owner);
    const other = await makeKey(holdfast, stranger);
    // Another key's secret under this key's name, with a checksum that is right.
    const mixed = `${secret.slice(0, 57)}${other.secret.slice(57, 101)}`;
    const forged = `${mixed}_${checksumOf(mixed)}`;
    const answers = new Set<string>();
    for (const keys of [[forged], [secret.slice(0, -1)], [dead.secret], ["nothing"], [""]]) {
      const { statusCode, body } = await report(keys);
      answers.add(`${statusCode} ${body}`);
    }
    await holdfast.runtime.background.settled();
    expect([...answers]).toEqual(["202 {}"]);
    expect(await useKey(holdfast, secret)).toEqual([200, null]);
  });
});
