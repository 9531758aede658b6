import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { openStoreGate, type StoreGate } from "../support/store-gate.ts";
import type { Mail } from "../../packages/server/src/platform/mail/index.ts";
import { withAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import {
  createKeyCache,
  generateRootKey,
  type KeyWrapper,
  localKeyWrapper,
  openAccountKeys,
  WrapperUnavailable,
} from "../../packages/server/src/tenancy/keys/index.ts";
import { enqueue } from "../../packages/server/src/tenancy/outbox/index.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../support/deployment.ts";

/** What a deployment stands on goes away: it refuses, says when to ask again, and comes back by itself. */
let whole: Deployment;
let root: Member;

beforeAll(async () => {
  whole = await startDeployment();
  root = await whole.account();
});
afterAll(() => whole.stop());

type Answer = Awaited<ReturnType<Deployment["call"]>>;

const asks = (member: Member) =>
  [
    { method: "GET", url: "/v1/me", token: member.token },
    { method: "PATCH", url: "/v1/me", token: member.token, body: { name: "Ada Lovelace" } },
    { method: "POST", url: "/v1/auth/refresh", body: { refreshToken: member.refreshToken } },
    { method: "POST", url: "/v1/auth/sign-in", body: { email: member.email, password: member.password } },
    { method: "DELETE", url: "/v1/sessions/ses_00000000000000000000000000", token: member.token },
  ] as const;

async function timed(work: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const began = performance.now();
  return { answer: await work(), ms: performance.now() - began };
}

/** Every request is refused in time, with the seconds after which to come again. */
async function expectRefused(house: Deployment, member: Member): Promise<void> {
  for (const ask of asks(member)) {
    const { answer, ms } = await timed(() => house.call(ask));
    expect([ask.url, answer.statusCode, answer.json().code]).toEqual([ask.url, 503, "service.unavailable"]);
    const retryAfter = Number(answer.headers["retry-after"]);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(30);
    expect([ask.url, ms < 4_000]).toEqual([ask.url, true]);
  }
}

async function isWell(house: Deployment, { token }: Member): Promise<boolean> {
  const [read, write] = [
    await house.call({ method: "GET", url: "/v1/me", token }),
    await house.call({ method: "PATCH", url: "/v1/me", token, body: { name: "Ada Lovelace" } }),
  ];
  return read.statusCode === 200 && write.statusCode === 200;
}

describe.runIf(inject("postgresUrls") === null)("a process whose database is away", () => {
  let gate: StoreGate;
  let house: Deployment;
  let member: Member;

  beforeAll(async () => {
    gate = await openStoreGate(inject("postgresSocket"));
    const { socketDir } = gate;
    const ways = { control: socketDir, eu: socketDir, us: socketDir };
    house = await startDeployment({ beside: whole, ways, limitWaitMs: 2_000 });
    member = await signInAs(house, await whole.member(root, "developer"));
  });
  afterAll(async () => {
    gate.open();
    await house.stop();
    await gate.close();
  });

  test("refuses everything in time and says when to ask again, and comes back by itself [C-005]", async () => {
    gate.shut();
    // Memory may be trusted for the rest of its lease.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expectRefused(house, member);
    gate.open();
    await expect.poll(() => isWell(house, member), { timeout: 10_000, interval: 100 }).toBe(true);
  });

  test("that hangs, where nothing fails and nothing answers, refuses in time as well [C-005]", async () => {
    gate.hang();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expectRefused(house, member);
    gate.open();
    await expect.poll(() => isWell(house, member), { timeout: 10_000, interval: 100 }).toBe(true);
  }, 40_000);
});

describe.runIf(inject("postgresUrls") === null)("a process of which one region is away", () => {
  test("serves the accounts of the others, and delivers their mails [C-066]", async () => {
    const gate = await openStoreGate(inject("postgresSocket"));
    const american = await whole.account({ region: "us" });
    const house = await startDeployment({ beside: whole, ways: { us: gate.socketDir } });
    const european = await signInAs(house, await whole.member(root, "developer"));
    const me = ({ token }: Member) => house.call({ method: "GET", url: "/v1/me", token });
    expect((await me(american)).statusCode).toBe(200);
    gate.shut();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await me(european)).statusCode).toBe(200);
    const away = await house.call({ method: "PATCH", url: "/v1/me", token: american.token, body: { name: "X" } });
    expect([away.statusCode, away.json().code]).toEqual([503, "service.unavailable"]);
    // Committed by a process that died before it could tell anybody: only the search finds it.
    await withAccount(house.runtime.directory, european.accountId, (scope) =>
      enqueue(
        { ...scope, afterCommit: () => {} },
        { kind: "mail", to: "late@example.com", subject: "Late", text: "x" },
      ),
    );
    const arrived = () => [house, whole].some(({ inbox }) => inbox.list().some(({ to }) => to === "late@example.com"));
    await expect.poll(arrived, { timeout: 12_000, interval: 100 }).toBe(true);
    gate.open();
    await expect.poll(async () => (await me(american)).statusCode, { timeout: 10_000, interval: 100 }).toBe(200);
    await house.stop();
    await gate.close();
  }, 40_000);
});

describe.runIf(inject("postgresUrls") === null)("a request that hangs in a database", () => {
  test("is given up and answered in time, and the others go on [C-005]", async () => {
    const gate = await openStoreGate(inject("postgresSocket"));
    const american = await whole.account({ region: "us" });
    const house = await startDeployment({ beside: whole, ways: { us: gate.socketDir }, answerMs: 2_000 });
    const me = ({ token }: Member) => house.call({ method: "GET", url: "/v1/me", token });
    expect((await me(american)).statusCode).toBe(200);
    gate.hang();
    const { answer, ms } = await timed(() => me(american));
    expect([answer.statusCode, answer.json().code]).toEqual([503, "service.unavailable"]);
    // The database itself would give up after fifteen seconds.
    expect(ms).toBeLessThan(8_000);
    expect((await me(root)).statusCode).toBe(200);
    gate.open();
    await expect.poll(async () => (await me(american)).statusCode, { timeout: 10_000, interval: 100 }).toBe(200);
    await house.stop();
    await gate.close();
  });
});

describe("a process whose root key is away", () => {
  test("opens no account that it has not open, refuses to make one, and comes back by itself [C-005] [C-046]", async () => {
    const local = localKeyWrapper({ primary: generateRootKey(0), older: [] });
    let isAway = false;
    const reach = async <T>(work: () => Promise<T>): Promise<T> => {
      if (isAway) throw new WrapperUnavailable("the root key cannot be asked");
      return work();
    };
    const wrapper: KeyWrapper = {
      id: local.id,
      wrap: (key, context) => reach(() => local.wrap(key, context)),
      unwrap: (wrapped, context) => reach(() => local.unwrap(wrapped, context)),
    };
    const house = await startDeployment({ wrapper });
    const [known, other] = [await house.account(), await house.account()];
    isAway = true;
    expect((await house.call({ method: "GET", url: "/v1/me", token: known.token })).statusCode).toBe(200);
    const { keys } = house.runtime.directory;
    const fresh = { ...keys, keyCache: createKeyCache() };
    await expect(openAccountKeys(fresh, other.accountId)).rejects.toMatchObject({ code: "service.unavailable" });
    const body = {
      name: "X",
      slug: "no-root-key",
      region: "eu",
      owner: { email: "x@example.com", name: "X", password: known.password },
    };
    const refused = await house.call({ method: "POST", url: "/v1/accounts", body });
    expect([refused.statusCode, refused.json().code]).toEqual([503, "service.unavailable"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    isAway = false;
    expect((await house.call({ method: "POST", url: "/v1/accounts", body })).statusCode).toBe(201);
    fresh.keyCache.close();
    await house.stop();
  });
});

describe("a mail server that is down", () => {
  test("gets every mail when it is back, once each, with the id that it had [C-181]", async () => {
    const attempts: Mail[] = [];
    const taken: Mail[] = [];
    let isDown = true;
    const house = await startDeployment({
      mailer: {
        async send(mail) {
          attempts.push(mail);
          if (isDown) throw new Error("connection refused");
          taken.push(mail);
        },
        close: async () => {},
      },
    });
    const owner = { email: "patient@example.com", name: "Patient", password: root.password };
    const created = await house.call({
      method: "POST",
      url: "/v1/accounts",
      body: { name: "Patient", slug: "patient-account", region: "eu", owner },
    });
    expect(created.statusCode).toBe(201);
    const mine = (mails: readonly Mail[]) => mails.filter(({ to }) => to === owner.email);
    await expect.poll(() => mine(attempts).length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(mine(taken)).toHaveLength(0);
    isDown = false;
    await expect.poll(() => mine(taken).length, { timeout: 12_000, interval: 100 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(mine(taken)).toHaveLength(1);
    expect(new Set(mine(attempts).map(({ id }) => id)).size).toBe(1);
    await house.stop();
  }, 30_000);
});

describe("two processes of one deployment", () => {
  test("refuse what either has revoked, from the certificate on [C-124] [C-125] [C-127]", async () => {
    const other = await startDeployment({ beside: whole });
    const member = await whole.member(root, "developer");
    const seen = (house: Deployment, token: string) => house.call({ method: "GET", url: "/v1/me", token });
    for (let round = 0; round < 15; round += 1) {
      const [here, there] = round % 2 === 0 ? [whole, other] : [other, whole];
      const session = await signInAs(here, member);
      await expect.poll(async () => (await seen(there, session.token)).statusCode).toBe(200);
      const revoked = await here.call({ method: "POST", url: "/v1/auth/sign-out", token: session.token });
      expect(revoked.statusCode).toBe(200);
      expect((await seen(there, session.token)).statusCode).toBe(401);
      expect(revoked.json().nodes.acknowledged).toBeGreaterThanOrEqual(1);
    }
    await other.stop();
  });

  test("take over what one of them died over: a revocation that committed is published [C-124] [C-127]", async () => {
    const other = await startDeployment({ beside: whole });
    const member = await whole.member(root, "developer");
    expect((await other.call({ method: "GET", url: "/v1/me", token: member.token })).statusCode).toBe(200);
    // All that the dead process did: the row, and what must follow from it. Nothing was published, nobody was told.
    await withAccount(whole.runtime.directory, member.accountId, async (scope) => {
      await scope.sql`update sessions set revoked_at = now() where id = ${member.sessionId}`;
      await enqueue(scope, { kind: "revocation", revoked: "session", subject: member.sessionId });
    });
    const refused = async (house: Deployment): Promise<boolean> =>
      (await house.call({ method: "GET", url: "/v1/me", token: member.token })).statusCode === 401;
    for (const house of [other, whole]) {
      await expect.poll(() => refused(house), { timeout: 12_000, interval: 100 }).toBe(true);
    }
    await other.stop();
  }, 30_000);
});
