import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  hasRight,
  type Right,
  rightSet,
  routes,
  type RouteSpec,
  type SupportGrantView,
  type SupportScope,
} from "../../packages/contract/src/index.ts";
import { hours } from "../../packages/server/src/kernel/clock.ts";
import { breakGlass, openSupport, permitOnGrant } from "../../packages/server/src/people/support/index.ts";
import { sealAccount } from "../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { withAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../support/deployment.ts";
import { eventsOf } from "../support/events.ts";

/** The operator's own people, with the run of the machine: what they can read of an account, for how long, and who hears of it. */
let holdfast: Deployment;
let acme: Member;
let globex: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  [acme, globex] = [await holdfast.account(), await holdfast.account()];
});
afterAll(() => holdfast.stop());

const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;
const get = (url: string, token: string) => holdfast.call({ method: "GET", url, token });

async function grant(by: Member, wish: { scopes?: SupportScope[]; hours?: number } = {}): Promise<SupportGrantView> {
  const body = { scopes: ["audit", "sessions", "members"], reason: "Ticket 4711", ...wish };
  const answer = await holdfast.call({ method: "POST", url: "/v1/support-grants", token: by.token, body });
  if (answer.statusCode !== 201) throw new Error(`a grant was answered ${answer.statusCode}: ${answer.body}`);
  return answer.json();
}

const open = (account: Member, id: string, name = "kim") =>
  openSupport(holdfast.runtime, account.accountId, { grant: id, name });
const revoke = (by: Member, id: string) =>
  holdfast.call({ method: "DELETE", url: `/v1/support-grants/${id}`, token: by.token });

const refusalOf = (right: Right, given: number): string => (hasRight(given, right) ? "none" : "right.missing");

/** Lets the moment come that the work for ends of grants waits for. */
const comeToTheEnd = (account: Member): Promise<void> =>
  withAccount(holdfast.runtime.directory, account.accountId, async ({ sql }) => {
    await sql`update outbox set due_at = now() where kind = 'support_end'`;
    await sql`update cell_outbox_accounts set due_at = now() where account_id = ${account.accountId}`;
  });

/** How many grants of an account wait for an end that is still to come. */
const waitingEnds = (account: Member): Promise<number> =>
  withAccount(holdfast.runtime.directory, account.accountId, async ({ sql }) => {
    const rows = await sql`select id from outbox where kind = 'support_end' and due_at > now() + interval '30 minutes'`;
    return rows.length;
  });

async function mailsTo(member: Member, words: string): Promise<number> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const count = holdfast.inbox
      .list()
      .filter(({ to, subject }) => to === member.email && subject.includes(words)).length;
    if (count > 0) return count;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return 0;
}

describe("support on a grant", () => {
  test("reads what it was given and nothing else, and changes nothing [C-238] [C-239]", async () => {
    const { token } = await open(acme, (await grant(acme, { scopes: ["members"] })).id);
    expect((await get("/v1/users", token)).json().items[0].id).toBe(acme.userId);
    for (const url of ["/v1/audit/events", `/v1/users/${acme.userId}/sessions`, "/v1/policy", "/v1/account"]) {
      expect([url, codeOf(await get(url, token))]).toEqual([url, "right.missing"]);
    }
    for (const url of ["/v1/me", "/v1/sessions", "/v1/me/notices"]) {
      expect([url, codeOf(await get(url, token))]).toEqual([url, "support.read_only"]);
    }
    const changes = [
      { method: "POST", url: `/v1/users/${acme.userId}/suspend` },
      { method: "POST", url: "/v1/auth/sign-out" },
      { method: "POST", url: "/v1/support-grants", body: { scopes: ["audit"], reason: "More" } },
    ] as const;
    for (const change of changes) expect(codeOf(await holdfast.call({ ...change, token }))).toBe("support.read_only");
  });

  test("opens of every route of the API those that read what it was given, and no other [C-238]", async () => {
    const house = await holdfast.account();
    const { token } = await open(house, (await grant(house)).id);
    const given = rightSet(["audit:read", "sessions:read", "users:read", "roles:read"]);
    const guarded: RouteSpec[] = Object.values(routes).filter(({ who }) => who !== "public" && who !== "guard");
    for (const { id, method, path, right } of guarded) {
      const url = path.replace("{id}", "nothing").replace("*", "0/000");
      const answer = await holdfast.call({ method, url, token });
      const refusal = answer.statusCode === 403 ? codeOf(answer) : "none";
      const expected = method !== "GET" || right === null ? "support.read_only" : refusalOf(right, given);
      expect([id, refusal]).toEqual([id, expected]);
    }
  });

  test("is answered nothing whose event cannot be written [C-238]", async () => {
    const { token } = await open(acme, (await grant(acme)).id);
    const { appends } = holdfast.runtime;
    const { limit } = appends;
    Object.assign(appends, { limit: 0 });
    const refused = await get("/v1/users", token);
    Object.assign(appends, { limit });
    expect(refused.statusCode).toBe(503);
    expect(refused.body).not.toContain(acme.email);
  });

  test("leaves an event of each act with both actors, and the first use is mailed [C-238] [C-240]", async () => {
    const { id } = await grant(acme);
    const { token } = await open(acme, id, "kim");
    expect((await get("/v1/users", token)).statusCode).toBe(200);
    const events = await eventsOf(holdfast, acme, { target: id });
    expect(events.map(({ event }) => event)).toEqual(["support.read", "support.opened", "support.granted"]);
    for (const event of events.slice(0, 2)) {
      expect(event.actor).toEqual({ type: "operator", id: "kim" });
      expect(event.details).toMatchObject({ support_grant: id, granted_by: acme.userId });
    }
    expect(events[0]?.details).toMatchObject({ route: "users.list" });
    expect(await mailsTo(acme, "Support looks into")).toBeGreaterThan(0);
  });

  test("is shown to everybody of the account while it may look in, and to nobody else", async () => {
    const house = await holdfast.account();
    const developer = await holdfast.member(house, "developer");
    const { id } = await grant(house);
    const present = async (who: Member) => (await get("/v1/support-presence", who.token)).json().items;
    expect(await present(developer)).toMatchObject([{ grant: id, openedAt: null }]);
    await open(house, id);
    expect(await present(developer)).toMatchObject([{ grant: id, openedAt: expect.any(String) }]);
    expect(await present(globex)).toEqual([]);
    await revoke(house, id);
    expect(await present(developer)).toEqual([]);
  });

  test("is out before the withdrawal is answered, with a certificate [C-239]", async () => {
    const { id } = await grant(acme);
    const { token } = await open(acme, id);
    expect((await get("/v1/users", token)).statusCode).toBe(200);
    const answer = await revoke(acme, id);
    expect(answer.json()).toMatchObject({ grant: { state: "revoked" }, certificate: { kind: "session" } });
    expect(codeOf(await get("/v1/users", token))).toBe("session.expired");
    await expect(open(acme, id)).rejects.toMatchObject({ code: "support.grant_over" });
  });

  test("is out with its giver: suspended, or with less rights than the grant shows [C-239]", async () => {
    const giver = await holdfast.member(acme, "admin");
    const { token } = await open(acme, (await grant(giver)).id);
    expect((await get("/v1/users", token)).statusCode).toBe(200);
    await holdfast.call({
      method: "PUT",
      url: `/v1/users/${giver.userId}/role`,
      token: acme.token,
      body: { role: "developer" },
    });
    expect(codeOf(await get("/v1/users", token))).toBe("session.expired");
    const other = await holdfast.member(acme, "admin");
    const second = await open(acme, (await grant(other)).id);
    await holdfast.call({ method: "POST", url: `/v1/users/${other.userId}/suspend`, token: acme.token });
    expect(codeOf(await get("/v1/users", second.token))).toBe("session.expired");
  });

  test.each(["developer", "monitor", "billing"])("is not given by %s", async (role) => {
    const who = await holdfast.member(acme, role);
    const body = { scopes: ["members"], reason: "Ticket 4711" };
    const answer = await holdfast.call({ method: "POST", url: "/v1/support-grants", token: who.token, body });
    expect(codeOf(answer)).toBe("right.missing");
  });

  test("is given for a day at most", async () => {
    const body = { scopes: ["members"], reason: "Ticket 4711", hours: 25 };
    const answer = await holdfast.call({ method: "POST", url: "/v1/support-grants", token: acme.token, body });
    expect(codeOf(answer)).toBe("request.malformed");
  });
});

describe("without a grant", () => {
  test("a forged id, another account's, and another account's token open nothing [C-063] [C-239] [C-240]", async () => {
    const theirs = await grant(globex);
    for (const id of ["sgr_00000000000000000000000000", "nothing", theirs.id]) {
      await expect(open(acme, id)).rejects.toMatchObject({ code: "support.grant_not_found" });
      const permit = permitOnGrant(holdfast.runtime, acme.accountId, { grant: id, name: "kim" });
      await expect(permit).rejects.toMatchObject({ code: "support.grant_not_found" });
      expect(codeOf(await revoke(acme, id))).toBe("support.grant_not_found");
    }
    const { token } = await open(globex, theirs.id);
    const [, account = "", session = "", ...secret] = token.split("_");
    const forged = [
      `hfs_${acme.accountId.slice(4)}_${session}_${secret.join("_")}`,
      `hfs_${account}_${session}_${"A".repeat(43)}`,
      `hfs_${account}_${acme.sessionId.slice(4)}_${secret.join("_")}`,
      "hfs_",
    ];
    for (const one of forged) expect(codeOf(await get("/v1/users", one))).toBe("session.expired");
    expect((await get("/v1/support-grants", acme.token)).body).not.toContain(theirs.id);
  });

  test("the log is exported on a grant that covers it alone, without its personal parts, and only while it lasts [C-238]", async () => {
    const members = await grant(acme, { scopes: ["members"] });
    const narrow = permitOnGrant(holdfast.runtime, acme.accountId, { grant: members.id, name: "kim" });
    await expect(narrow).rejects.toMatchObject({ code: "support.scope_missing" });
    const { id } = await grant(acme, { scopes: ["audit"] });
    const permit = await permitOnGrant(holdfast.runtime, acme.accountId, { grant: id, name: "kim" });
    expect(permit.personal).toBe(false);
    const check = () => withAccount(holdfast.runtime.directory, acme.accountId, (scope) => permit.assertValid(scope));
    await check();
    await revoke(acme, id);
    await expect(check()).rejects.toMatchObject({ code: "support.grant_over" });
  });

  test("breaking the glass stands in the log with its reason, and mails every administrator [C-240]", async () => {
    const admin = await holdfast.member(acme, "admin");
    await breakGlass(holdfast.runtime, acme.accountId, { name: "kim", reason: "Incident 9" });
    const [event] = await eventsOf(holdfast, acme, { event: "support.glass_broken" });
    expect(event).toMatchObject({ actor: { type: "operator", id: "kim" }, personal: { reason: "Incident 9" } });
    for (const who of [acme, admin]) expect(await mailsTo(who, "without your grant")).toBeGreaterThan(0);
  });

  test("breaking the glass of a sealed account is mailed no later, and its grants open nothing [C-240]", async () => {
    const house = await holdfast.account();
    const { id } = await grant(house);
    const { token } = await open(house, id);
    await sealAccount(holdfast.runtime, house.accountId, originWithin("operator", "kim"));
    expect(codeOf(await get("/v1/users", token))).toBe("session.expired");
    const permit = permitOnGrant(holdfast.runtime, house.accountId, { grant: id, name: "kim" });
    await expect(permit).rejects.toMatchObject({ code: "account.sealed" });
    await breakGlass(holdfast.runtime, house.accountId, { name: "kim", reason: "Incident 10" });
    expect(await mailsTo(house, "without your grant")).toBe(1);
  });

  test("glass is not broken where no administrator can be told, and nothing is written then [C-240]", async () => {
    const house = await holdfast.account();
    const { cluster } = holdfast.runtime;
    await cluster.cell("eu", cluster.names.cell("eu")).begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${house.accountId}, true)`;
      await sql`update users set email_verified_at = null where account_id = ${house.accountId}`;
    });
    const broken = breakGlass(holdfast.runtime, house.accountId, { name: "kim", reason: "Incident 9" });
    await expect(broken).rejects.toMatchObject({ code: "support.nobody_to_tell" });
    expect(await eventsOf(holdfast, house, { event: "support.glass_broken" })).toEqual([]);
  });
});

describe("a grant that has run out", () => {
  test("opens nothing from its end on, also for who is in, and is told as ended [C-239]", async () => {
    const house = await holdfast.account();
    const { id, until } = await grant(house, { hours: 1 });
    expect(Date.parse(until) - holdfast.now()).toBeLessThanOrEqual(hours(1));
    const { token } = await open(house, id);
    expect((await get("/v1/users", token)).statusCode).toBe(200);
    holdfast.advance(hours(1));
    expect(codeOf(await get("/v1/users", token))).toBe("session.expired");
    await expect(open(house, id)).rejects.toMatchObject({ code: "support.grant_over" });
    const again = await signInAs(holdfast, house);
    await comeToTheEnd(house);
    await expect.poll(async () => (await eventsOf(holdfast, again, { event: "support.expired" })).length).toBe(1);
    expect((await get("/v1/support-grants", again.token)).json().items[0]).toMatchObject({ id, state: "expired" });
    expect(await mailsTo(house, "access to Acme")).toBe(1);
  });

  test("is seen to at its very end, not before, and once; one that was withdrawn is not told twice [C-239]", async () => {
    const house = await holdfast.account();
    const { until } = await grant(house, { hours: 2 });
    const rows = await withAccount(
      holdfast.runtime.directory,
      house.accountId,
      ({ sql }) => sql<{ dueAt: number }[]>`select due_at from outbox where kind = 'support_end'`,
    );
    expect(rows).toHaveLength(1);
    // By the database's clock, which no test moves.
    const [wait, left] = [(rows[0]?.dueAt ?? 0) - Date.now(), Date.parse(until) - holdfast.now()];
    expect(Math.abs(wait - left)).toBeLessThan(10_000);
    const expired = (who: Member) => eventsOf(holdfast, who, { event: "support.expired" });
    // Before its time nothing happens but that it is waited for again.
    await comeToTheEnd(house);
    await expect.poll(() => waitingEnds(house)).toBe(1);
    expect(await expired(house)).toEqual([]);
    const [{ id }] = (await get("/v1/support-grants", house.token)).json().items;
    await revoke(house, id);
    holdfast.advance(hours(2));
    await comeToTheEnd(house);
    await expect.poll(() => waitingEnds(house)).toBe(0);
    expect(await expired(await signInAs(holdfast, house))).toEqual([]);
  });
});
