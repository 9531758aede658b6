import { createGuard, type Guard, type GuardOptions } from "@holdfast/sdk/guard";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { flushKeyUses } from "../../packages/server/src/people/api-keys/index.ts";
import { sealAccount, unsealAccount } from "../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { rotateSigner } from "../../packages/server/src/tenancy/keys/index.ts";
import { makeKey } from "../support/api-keys.ts";
import { type Deployment, type Member, publicUrl, signInAs, startDeployment } from "../support/deployment.ts";
import { guardSecret, guardTokenOf } from "../support/guards.ts";
import { openWay } from "./traffic.ts";

const leaseMs = 3_000;

let holdfast: Deployment;
let url: string;
let acme: Member;
let globex: Member;
const guards: Guard[] = [];

beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [guardSecret], revocationLeaseMs: leaseMs });
  url = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
  acme = await holdfast.account();
  globex = await holdfast.account();
});
afterEach(() => {
  for (const guard of guards.splice(0)) guard.close();
});
afterAll(() => holdfast.stop());

/** A guard whose way to the servers can be cut in parts, and moved. */
async function guardOf(options: Partial<GuardOptions> = {}) {
  const way = openWay(url);
  const guard = createGuard({
    baseUrl: url,
    credential: guardTokenOf(null),
    issuer: publicUrl,
    fetch: way.fetch,
    ...options,
  });
  guards.push(guard);
  await expect.poll(() => guard.fresh(), { interval: 5 }).toBe(true);
  return { guard, way };
}

const asksIn = (asked: readonly string[]): number => asked.filter((path) => path === "/v1/guarded-sessions").length;

/** Ends the session of a member, and gives the certificate. */
async function revoke({ sessionId, token }: Member) {
  const answer = await holdfast.call({ method: "DELETE", url: `/v1/sessions/${sessionId}`, token });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

async function call(method: "GET" | "PUT", url: string, { token }: Member, body?: object) {
  const answer = await holdfast.call({ method, url, token, ...(body !== undefined && { body }) });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => (typeof error === "object" && error !== null && "code" in error ? error.code : error),
  );
}

describe("a guard", () => {
  test("knows who a token is of, and asks no second time [C-121] [C-123]", async () => {
    const { guard, way } = await guardOf();
    expect(guard.known(acme.token)).toBeNull();
    const { accountId: account, userId: user, sessionId: session } = acme;
    const identity = await guard.verify(acme.token);
    expect(identity).toMatchObject({ account, user, session, role: "root" });
    // Memory is believed while it is fresh, and a machine that does other things falls behind for a moment.
    await expect.poll(() => guard.known(acme.token)).toBe(identity);
    expect(asksIn(way.asked)).toBe(1);
  });

  test("refuses what was revoked by the time of the certificate, which comes in a moment [C-124] [C-125]", async () => {
    const { guard } = await guardOf();
    for (let n = 0; n < 10; n += 1) {
      const member = await signInAs(holdfast, acme);
      await guard.verify(member.token);
      const { milliseconds, nodes } = await revoke(member);
      expect(guard.known(member.token)).toBeNull();
      expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
      expect(milliseconds).toBeLessThan(leaseMs);
      expect(nodes).toEqual({ acknowledged: 1, expired: 0 });
    }
  });

  test("lets a user in no more once their sessions are ended everywhere, in one action [C-125]", async () => {
    const { guard } = await guardOf();
    const member = await holdfast.member(acme, "developer");
    const tokens = [member.token, (await signInAs(holdfast, member)).token];
    await Promise.all(tokens.map((token) => guard.verify(token)));
    const url = `/v1/users/${member.userId}/sessions`;
    expect((await holdfast.call({ method: "DELETE", url, token: acme.token })).statusCode).toBe(200);
    expect(tokens.map((token) => guard.known(token))).toEqual([null, null]);
    expect(guard.known(acme.token)).toBeNull();
    expect(await Promise.all(tokens.map((token) => codeOf(guard.verify(token))))).toEqual(
      tokens.map(() => "session.expired"),
    );
  });

  test("lets nobody of an account in that is sealed, by the time of the certificate [C-124]", async () => {
    const { guard } = await guardOf();
    const sealed = await holdfast.account();
    const { secret } = await makeKey(holdfast, sealed);
    await guard.verify(sealed.token);
    await guard.verify(secret, { keys: true });
    await sealAccount(holdfast.runtime, sealed.accountId, originWithin("operator", "test"));
    expect([guard.known(sealed.token), guard.known(secret, { keys: true })]).toEqual([null, null]);
    expect(await codeOf(guard.verify(sealed.token))).toBe("session.expired");
    expect(await codeOf(guard.verify(secret, { keys: true }))).toBe("key.invalid");
    await unsealAccount(holdfast.runtime, sealed.accountId, originWithin("operator", "test"));
    // For a second it is remembered as dead.
    await expect.poll(() => codeOf(guard.verify(sealed.token))).toBeNull();
  });

  test("takes on a role that changed, before the change is answered [C-161]", async () => {
    const { guard } = await guardOf();
    const member = await holdfast.member(acme, "admin");
    const before = await guard.verify(member.token);
    expect(() => guard.assert(before, { right: "users:invite" })).not.toThrow();
    const url = `/v1/users/${member.userId}/role`;
    const changed = await holdfast.call({ method: "PUT", url, token: acme.token, body: { role: "monitor" } });
    expect(changed.statusCode).toBe(200);
    expect(guard.known(member.token)).toBeNull();
    const invites = guard.verify(member.token).then((after) => guard.assert(after, { right: "users:invite" }));
    expect(await codeOf(invites)).toBe("right.missing");
  });

  test("asks nobody about a token that is not signed by us [C-005]", async () => {
    const { guard, way } = await guardOf();
    const [header = "", payload = "", signature = ""] = acme.token.split(".");
    const other = globex.token.split(".");
    const forged = [
      "",
      "x.y.z",
      `${header}.${other[1]}.${signature}`,
      `${header}.${payload}.${"A".repeat(86)}`,
      `${header}.${payload}.${signature}=`,
      `${btoa('{"alg":"none"}')}.${payload}.`,
    ];
    for (const token of forged) expect(await codeOf(guard.verify(token))).toBe("session.expired");
    expect(asksIn(way.asked)).toBe(0);
  });

  test("of one account neither knows nor learns of another's sessions [C-063] [C-064]", async () => {
    const { guard } = await guardOf({ credential: guardTokenOf(globex.accountId) });
    await guard.verify(globex.token);
    expect(await codeOf(guard.verify(acme.token))).toBe("session.expired");
    const foreign = await signInAs(holdfast, acme);
    await revoke(foreign);
    await expect.poll(() => guard.known(globex.token)).not.toBeNull();
  });

  test("lets no session in that has idled out, however long its token lives [C-129]", async () => {
    const { guard } = await guardOf();
    const owner = await holdfast.account();
    const { version, settings } = await call("GET", "/v1/policy", owner);
    const sparing = { ...settings, accessTokenMinutes: 60, privilegedSessionIdleMinutes: 5 };
    await call("PUT", "/v1/policy", owner, { version, settings: sparing, reason: "A test of idle ends." });
    const [idler, worker] = [await signInAs(holdfast, owner), await signInAs(holdfast, owner)];
    for (const { token } of [idler, worker]) await guard.verify(token);
    const idle = 7 * 60_000;
    holdfast.advance(idle);
    await expect.poll(() => guard.known(idler.token)).toBeNull();
    expect(await codeOf(guard.verify(idler.token))).toBe("session.expired");
    holdfast.advance(-idle);
    await expect.poll(() => guard.fresh()).toBe(true);
    expect(await codeOf(guard.verify(worker.token))).toBeNull();
  });

  test("asks again about what is in use, so that it counts as used, and checks its signature no second time", async () => {
    const { guard, way } = await guardOf();
    await guard.verify(acme.token);
    holdfast.advance(31_000);
    await expect.poll(() => guard.known(acme.token)).toBeNull();
    await guard.verify(acme.token);
    await expect.poll(() => guard.known(acme.token)).not.toBeNull();
    expect(asksIn(way.asked)).toBe(2);
    expect(way.asked.filter((path) => path.endsWith("jwks.json"))).toHaveLength(1);
    holdfast.advance(-31_000);
  });

  test("asks once in a second about what is dead, however often it is sent", async () => {
    const { guard, way } = await guardOf();
    const dead = await signInAs(holdfast, acme);
    await revoke(dead);
    const { id, secret } = await makeKey(holdfast, acme);
    await holdfast.call({ method: "DELETE", url: `/v1/keys/${id}`, token: acme.token });
    for (let n = 0; n < 50; n += 1) {
      expect(await codeOf(guard.verify(dead.token))).toBe("session.expired");
      expect(await codeOf(guard.verify(secret, { keys: true }))).toBe("key.invalid");
    }
    const asked = way.asked.filter((path) => path.startsWith("/v1/guarded-")).length;
    expect(asked).toBeGreaterThanOrEqual(2);
    // Fewer than the hundred that came; a machine that is slow may need more than a second for them.
    expect(asked).toBeLessThan(20);
  });

  test("remembers no more than it is told to", async () => {
    const { guard } = await guardOf({ rememberAtMost: 2 });
    const tokens = [acme.token, globex.token, (await signInAs(holdfast, acme)).token];
    for (const token of tokens) await guard.verify(token);
    await expect.poll(() => tokens.map((token) => guard.known(token) !== null)).toEqual([false, true, true]);
  });
});

describe("an API key at a guard", () => {
  const keys = { keys: true } as const;
  const from = (address: string) => ({ keys: true, address });
  const asksOfKeys = (asked: readonly string[]): number => asked.filter((path) => path === "/v1/guarded-keys").length;

  test("is its creator's, with the rights of its scopes, and asked about once [C-143] [C-152]", async () => {
    const { guard, way } = await guardOf();
    const { id, secret } = await makeKey(holdfast, await signInAs(holdfast, acme), { scopes: ["users:read"] });
    const identity = await guard.verify(secret, from("203.0.113.7"));
    expect(identity).toMatchObject({ account: acme.accountId, user: acme.userId, session: null, key: id });
    expect([...identity.rights]).toEqual(["users:read"]);
    await expect.poll(() => guard.known(secret, from("198.51.100.1"))).toBe(identity);
    expect(asksOfKeys(way.asked)).toBe(1);
    expect(() => guard.assert(identity, { right: "audit:read" })).toThrow("role does not allow");
    for (const proof of ["recent", "factor"] as const) {
      expect(() => guard.assert(identity, { proof })).toThrow(expect.objectContaining({ code: "key.not_allowed" }));
    }
  });

  test("opens nothing where the product did not say that keys may [C-003] [C-161]", async () => {
    const { guard, way } = await guardOf();
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme));
    await guard.verify(secret, keys);
    expect(guard.known(secret)).toBeNull();
    expect(await codeOf(guard.verify(secret))).toBe("key.not_allowed");
    expect(await codeOf(guard.verify(secret, { keys: false }))).toBe("key.not_allowed");
    expect(asksOfKeys(way.asked)).toBe(1);
  });

  test("is refused when it was revoked, by the time of the certificate [C-124]", async () => {
    const { guard } = await guardOf();
    const creator = await signInAs(holdfast, acme);
    const { id, secret } = await makeKey(holdfast, creator);
    await guard.verify(secret, keys);
    const revoked = await holdfast.call({ method: "DELETE", url: `/v1/keys/${id}`, token: creator.token });
    expect(revoked.json().nodes).toMatchObject({ expired: 0 });
    expect(guard.known(secret, keys)).toBeNull();
    expect(await codeOf(guard.verify(secret, keys))).toBe("key.invalid");
  });

  test("is refused once its creator is suspended, and has no more rights than they have left [C-143]", async () => {
    const { guard } = await guardOf();
    const creator = await holdfast.member(acme, "admin");
    const { secret } = await makeKey(holdfast, creator, { scopes: ["users:read", "account:read"] });
    await guard.verify(secret, keys);
    const url = `/v1/users/${creator.userId}`;
    const by = await signInAs(holdfast, acme);
    await holdfast.call({ method: "PUT", url: `${url}/role`, token: by.token, body: { role: "billing" } });
    expect(guard.known(secret, keys)).toBeNull();
    expect([...(await guard.verify(secret, keys)).rights]).toEqual(["account:read"]);
    const suspended = await holdfast.call({ method: "POST", url: `${url}/suspend`, token: by.token });
    expect(suspended.statusCode).toBe(200);
    expect(guard.known(secret, keys)).toBeNull();
    expect(await codeOf(guard.verify(secret, keys))).toBe("key.invalid");
  });

  test("works from the addresses of its list alone, one by one, and from none that is not told", async () => {
    const { guard } = await guardOf();
    const allowedAddresses = ["203.0.113.0/24"];
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme), { allowedAddresses });
    await guard.verify(secret, from("203.0.113.7"));
    await expect.poll(() => guard.known(secret, from("203.0.113.7"))).not.toBeNull();
    expect(await codeOf(guard.verify(secret, from("::ffff:203.0.113.9")))).toBeNull();
    for (const other of [from("198.51.100.1"), from("203.0.113.8"), keys])
      expect(guard.known(secret, other)).toBeNull();
    expect(await codeOf(guard.verify(secret, from("203.0.113.8")))).toBeNull();
    expect(await codeOf(guard.verify(secret, from("198.51.100.1")))).toBe("key.address_refused");
    expect(await codeOf(guard.verify(secret, keys))).toBe("key.address_refused");
    expect(await codeOf(guard.verify(secret, from("203.0.113.7 203.0.113.7")))).toBe("key.address_refused");
  });

  test("ends when it runs out, and is refused when no server can be asked [C-005]", async () => {
    const { guard, way } = await guardOf();
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme), { expiresInDays: 1 });
    await guard.verify(secret, keys);
    holdfast.advance(86_400_000);
    await expect.poll(() => guard.known(secret, keys)).toBeNull();
    expect(await codeOf(guard.verify(secret, keys))).toBe("key.invalid");
    holdfast.advance(-86_400_000);
    way.cut = () => true;
    await expect.poll(() => codeOf(guard.verify(secret, keys))).toBe("service.unavailable");
  });

  test("costs those who ask at the same time nothing, however odd it or where it comes from is [C-005]", async () => {
    const { guard } = await guardOf();
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme));
    const together = [
      guard.verify(secret, keys),
      guard.verify(`hfk_${"x".repeat(600)}`, keys),
      guard.verify(secret, from("unknown, ".repeat(20))),
    ];
    expect(await Promise.all(together.map(codeOf))).toEqual([null, "key.invalid", null]);
  });

  test("is none with something behind it, such as an address that it works from, and nobody is asked", async () => {
    const { guard, way } = await guardOf();
    const wish = { allowedAddresses: ["203.0.113.0/24"] };
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme), wish);
    await guard.verify(secret, from("203.0.113.7"));
    expect(guard.known(`${secret} 203.0.113.7`, keys)).toBeNull();
    expect(await codeOf(guard.verify(`${secret} 203.0.113.7`, keys))).toBe("key.invalid");
    expect(asksOfKeys(way.asked)).toBe(1);
  });

  test("counts as used, also where a product does not tell from where", async () => {
    const { guard } = await guardOf();
    const creator = await signInAs(holdfast, acme);
    const { id, secret } = await makeKey(holdfast, creator);
    await guard.verify(secret, keys);
    await flushKeyUses(holdfast.runtime);
    const { items } = await call("GET", "/v1/keys", creator);
    expect(items.find((key: { id: string }) => key.id === id)).toMatchObject({ lastUsedAt: expect.any(String) });
  });

  test("of another account is none to a guard of one account [C-063] [C-064]", async () => {
    const { guard } = await guardOf({ credential: guardTokenOf(globex.accountId) });
    const foreign = await makeKey(holdfast, await signInAs(holdfast, acme));
    expect(await codeOf(guard.verify(foreign.secret, keys))).toBe("key.invalid");
    const garbled = `${foreign.secret.slice(0, -1)}_`;
    for (const text of ["hfk_", "hfk_x_y_z_w", garbled]) {
      expect(await codeOf(guard.verify(text, keys))).toBe("key.invalid");
    }
  });
});

describe("a guard in trouble", () => {
  test("refuses as soon without the stream: it is a hint [C-124]", async () => {
    const { guard, way } = await guardOf();
    way.cut = (path) => path === "/v1/revocations";
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    await revoke(member);
    expect(guard.known(member.token)).toBeNull();
  });

  test("that hears nothing of a revocation does not believe its memory when it is certified [C-005] [C-124]", async () => {
    const { guard, way } = await guardOf();
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    way.cut = (path) => path.startsWith("/v1/revocations");
    const { milliseconds } = await revoke(member);
    expect(guard.known(member.token)).toBeNull();
    expect(milliseconds).toBeLessThan(1.5 * leaseMs);
    expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
    await expect.poll(() => guard.fresh()).toBe(false);
    expect(guard.known(acme.token)).toBeNull();
    expect(await codeOf(guard.verify(acme.token))).toBeNull();
  });

  test("that reaches no server denies [C-005]", async () => {
    const { guard, way } = await guardOf();
    await guard.verify(acme.token);
    way.cut = () => true;
    await expect.poll(() => guard.known(acme.token)).toBeNull();
    expect(await codeOf(guard.verify(acme.token))).toBe("service.unavailable");
    way.cut = () => false;
    await expect.poll(() => guard.known(acme.token)).not.toBeNull();
  });

  test("goes on with another server, and keeps what it remembers", async () => {
    const first = await startDeployment({ beside: holdfast });
    const firstUrl = await first.app.listen({ host: "127.0.0.1", port: 0 });
    const { guard, way } = await guardOf({ baseUrl: firstUrl });
    way.to = firstUrl;
    await guard.verify(acme.token);
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    const asked = asksIn(way.asked);
    const stopping = first.app.close().then(() => first.runtime.revocationNode.stop());
    way.to = url;
    await revoke(member);
    expect(guard.known(member.token)).toBeNull();
    await stopping;
    await expect.poll(() => guard.known(acme.token)).not.toBeNull();
    expect(asksIn(way.asked)).toBe(asked);
    await first.runtime.stop();
  });

  test("whose clock was moved neither revives a token nor kills one for long [C-119] [C-121]", async () => {
    let offset = 0;
    const clocks = { monotonic: () => performance.now(), wall: () => Date.now() + offset };
    const { guard } = await guardOf({ clocks });
    const member = await signInAs(holdfast, acme);
    await guard.verify(member.token);
    for (offset of [86_400_000, -86_400_000]) {
      await expect.poll(() => guard.known(member.token)).not.toBeNull();
    }
    holdfast.advance(3_700_000);
    await expect.poll(() => guard.known(member.token)).toBeNull();
    expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
    holdfast.advance(-3_700_000);
  });

  test("tells once that it is in trouble, however long that lasts", async () => {
    const told: string[] = [];
    const { way } = await guardOf({ onTrouble: ({ what }) => told.push(what) });
    way.cut = (path) => path.startsWith("/v1/revocations");
    await new Promise((resolve) => setTimeout(resolve, 1.5 * leaseMs));
    expect(told.toSorted()).toEqual(["renewal_failed"]);
    way.cut = () => false;
  });

  test("keeps its stream, however short the trust that a product allows", async () => {
    const { way } = await guardOf({ leaseMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(way.asked.filter((path) => path === "/v1/revocations")).toHaveLength(1);
  });

  test("takes tokens of a new key from their first moment, and of the former one to their end", async () => {
    const { guard } = await guardOf();
    const before = await signInAs(holdfast, acme);
    await guard.verify(before.token);
    const region = { name: "token", region: "eu" } as const;
    for (let step = 0; step < 2; step += 1) {
      await rotateSigner(holdfast.runtime.rotation, region, { now: holdfast.now() + step, overlapMs: 0 });
    }
    const fresh = await startDeployment({ beside: holdfast });
    const after = await signInAs(fresh, acme);
    expect(after.token.split(".")[0]).not.toBe(before.token.split(".")[0]);
    const verdicts = [after, before, after].map(({ token }) => codeOf(guard.verify(token)));
    expect(await Promise.all(verdicts)).toEqual([null, null, null]);
    await fresh.stop();
  });
});
