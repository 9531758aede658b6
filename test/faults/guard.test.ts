import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { sealAccount, unsealAccount } from "../../packages/server/src/tenancy/accounts/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { makeKey } from "../support/api-keys.ts";
import { type Deployment, type Member, signInAs } from "../support/deployment.ts";
import { guardTokenOf } from "../support/guards.ts";
import { asksIn, codeOf, type Guarded, leaseMs, revoke, startGuarded } from "./guarded.ts";

let house: Guarded;
let holdfast: Deployment;
let acme: Member;
let globex: Member;
beforeAll(async () => {
  house = await startGuarded();
  ({ holdfast, acme, globex } = house);
});
afterEach(() => house.closeGuards());
afterAll(() => house.stop());

describe("a guard", () => {
  test("knows who a token is of, and asks no second time [C-121] [C-123]", async () => {
    const { guard, way } = await house.guardOf();
    expect(guard.known(acme.token)).toBeNull();
    const { accountId: account, userId: user, sessionId: session } = acme;
    const identity = await guard.verify(acme.token);
    expect(identity).toMatchObject({ account, user, session, role: "root" });
    // Memory is believed while it is fresh, and a machine that does other things falls behind for a moment.
    await expect.poll(() => guard.known(acme.token)).toBe(identity);
    expect(asksIn(way.asked)).toBe(1);
  });

  test("refuses what was revoked by the time of the certificate, which comes in a moment [C-124] [C-125]", async () => {
    const { guard } = await house.guardOf();
    for (let n = 0; n < 10; n += 1) {
      const member = await signInAs(holdfast, acme);
      await guard.verify(member.token);
      const { milliseconds, nodes } = await revoke(house, member);
      expect(guard.known(member.token)).toBeNull();
      expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
      expect(milliseconds).toBeLessThan(leaseMs);
      expect(nodes).toEqual({ acknowledged: 1, expired: 0 });
    }
  });

  test("lets a user in no more once their sessions are ended everywhere, in one action [C-125]", async () => {
    const { guard } = await house.guardOf();
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
    const { guard } = await house.guardOf();
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
    const { guard } = await house.guardOf();
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
    const { guard, way } = await house.guardOf();
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
    const { guard } = await house.guardOf({ credential: guardTokenOf(globex.accountId) });
    await guard.verify(globex.token);
    expect(await codeOf(guard.verify(acme.token))).toBe("session.expired");
    const foreign = await signInAs(holdfast, acme);
    await revoke(house, foreign);
    await expect.poll(() => guard.known(globex.token)).not.toBeNull();
  });

  test("lets no session in that has idled out, however long its token lives [C-129]", async () => {
    const { guard } = await house.guardOf();
    const owner = await holdfast.account();
    const { version, settings } = await house.call("GET", "/v1/policy", owner);
    const sparing = { ...settings, accessTokenMinutes: 60, privilegedSessionIdleMinutes: 5 };
    await house.call("PUT", "/v1/policy", owner, { version, settings: sparing, reason: "A test of idle ends." });
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
    const { guard, way } = await house.guardOf();
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
    const { guard, way } = await house.guardOf();
    const dead = await signInAs(holdfast, acme);
    await revoke(house, dead);
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
    const { guard } = await house.guardOf({ rememberAtMost: 2 });
    const tokens = [acme.token, globex.token, (await signInAs(holdfast, acme)).token];
    for (const token of tokens) await guard.verify(token);
    await expect.poll(() => tokens.map((token) => guard.known(token) !== null)).toEqual([false, true, true]);
  });
});
