import { createGuard, type Guard, type GuardOptions } from "@holdfast/sdk/guard";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { mintGuardToken } from "../../packages/server/src/people/feed/index.ts";
import { rotateSigner } from "../../packages/server/src/tenancy/keys/index.ts";
import { type Deployment, type Member, publicUrl, signInAs, startDeployment } from "../support/deployment.ts";

const secret = new Secret("a guard secret of these tests, long enough");
const leaseMs = 1000;

let holdfast: Deployment;
let url: string;
let acme: Member;
let globex: Member;
const guards: Guard[] = [];

beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [secret] });
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
  const way = { to: url, cut: (_path: string): boolean => false, asked: [] as string[] };
  const guard = createGuard({
    baseUrl: url,
    credential: mintGuardToken(secret, null),
    issuer: publicUrl,
    fetch: (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (way.cut(pathname)) return Promise.reject(new TypeError("cut"));
      way.asked.push(pathname);
      return fetch(way.to + pathname, init);
    },
    ...options,
  });
  guards.push(guard);
  await expect.poll(() => guard.fresh(), { interval: 5, timeout: 5000 }).toBe(true);
  return { guard, way };
}

const asksIn = (asked: readonly string[]): number => asked.filter((path) => path === "/v1/guarded-sessions").length;

/** Ends the session of a member, and gives the certificate. */
async function revoke({ sessionId, token }: Member) {
  const answer = await holdfast.call({ method: "DELETE", url: `/v1/sessions/${sessionId}`, token });
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
    expect(guard.known(acme.token)).toBe(identity);
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
    const { guard } = await guardOf({ credential: mintGuardToken(secret, globex.accountId) });
    await guard.verify(globex.token);
    expect(await codeOf(guard.verify(acme.token))).toBe("session.expired");
    const foreign = await signInAs(holdfast, acme);
    await revoke(foreign);
    expect(guard.known(globex.token)).not.toBeNull();
  });

  test("remembers no more than it is told to", async () => {
    const { guard } = await guardOf({ rememberAtMost: 2 });
    const tokens = [acme.token, globex.token, (await signInAs(holdfast, acme)).token];
    for (const token of tokens) await guard.verify(token);
    expect(tokens.map((token) => guard.known(token) !== null)).toEqual([false, true, true]);
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
    await expect.poll(() => guard.fresh(), { timeout: 3000 }).toBe(false);
    expect(guard.known(acme.token)).toBeNull();
    expect(await codeOf(guard.verify(acme.token))).toBeNull();
  });

  test("that reaches no server denies [C-005]", async () => {
    const { guard, way } = await guardOf();
    await guard.verify(acme.token);
    way.cut = () => true;
    await expect.poll(() => guard.known(acme.token), { timeout: 3000 }).toBeNull();
    expect(await codeOf(guard.verify(acme.token))).toBe("service.unavailable");
    way.cut = () => false;
    await expect.poll(() => guard.known(acme.token), { timeout: 5000 }).not.toBeNull();
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
    await expect.poll(() => guard.known(acme.token), { timeout: 5000 }).not.toBeNull();
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
      await expect.poll(() => guard.known(member.token), { timeout: 3000 }).not.toBeNull();
    }
    holdfast.advance(3_700_000);
    await expect.poll(() => guard.known(member.token), { timeout: 3000 }).toBeNull();
    expect(await codeOf(guard.verify(member.token))).toBe("session.expired");
    holdfast.advance(-3_700_000);
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
