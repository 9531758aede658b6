import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey } from "../../../../../test/support/api-keys.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import {
  type Deployment,
  type Member,
  publicUrl,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { failEveryCall } from "../../../../../test/support/faults.ts";
import { forged } from "../../../../../test/support/forged.ts";
import { guardSecret, guardTokenOf } from "../../../../../test/support/guards.ts";

const everywhere = guardTokenOf(null);

let holdfast: Deployment;
let acme: Member;
let globex: Member;
let ofAcme: string;
beforeAll(async () => {
  holdfast = await startDeployment({ guardSecrets: [guardSecret] });
  acme = await holdfast.account();
  globex = await holdfast.account();
  ofAcme = guardTokenOf(acme.accountId);
});
afterAll(() => holdfast.stop());

/** A form to one of the two routes, as RFC 7662 and RFC 7009 have it. */
async function send(route: "introspect" | "revoke", credential: string, form: Record<string, string> | string) {
  const answer = await holdfast.app.inject({
    method: "POST",
    url: `/v1/${route}`,
    remoteAddress: "192.0.2.44",
    headers: { authorization: credential, "content-type": "application/x-www-form-urlencoded" },
    payload: typeof form === "string" ? form : new URLSearchParams(form).toString(),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

const introspect = async (token: string, by = everywhere, more: Record<string, string> = {}) =>
  (await send("introspect", `Bearer ${by}`, { token, ...more })).body;

const revoke = async (token: string, by = everywhere) => (await send("revoke", `Bearer ${by}`, { token })).status;

describe("introspection", () => {
  test("says what a live session's token is good for (RFC 7662)", async () => {
    const { status, headers, body } = await send("introspect", `Bearer ${everywhere}`, { token: acme.token });
    expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(body).toMatchObject({
      active: true,
      token_type: "Bearer",
      iss: publicUrl,
      sub: acme.userId,
      account: acme.accountId,
      session: acme.sessionId,
      role: "root",
    });
    expect(body.scope.split(" ")).toContain("users:read");
    expect(body.exp * 1000).toBeGreaterThan(holdfast.now());
    expect(Math.abs(body.auth_time * 1000 - holdfast.now())).toBeLessThan(60_000);
    expect(JSON.stringify(body)).not.toContain(acme.email);
  });

  test("says of everything else that it is not active, and no more [C-005]", async () => {
    const strangers = ["x", forged(acme.token), acme.refreshToken, everywhere, "hfk_x", "é", "a".repeat(2048)];
    for (const token of strangers) expect([token, await introspect(token)]).toEqual([token, { active: false }]);
  });

  test("answers another account's token as one that never was [C-063] [C-064]", async () => {
    expect(await introspect(globex.token, ofAcme)).toEqual({ active: false });
    expect(await introspect(acme.token, ofAcme)).toMatchObject({ active: true });
    const { secret: key } = await makeKey(holdfast, await signInAs(holdfast, globex), { scopes: ["users:read"] });
    expect(await introspect(key, ofAcme)).toEqual({ active: false });
    expect(await introspect(acme.token, key)).toEqual({ active: false });
    expect(await introspect(globex.token, key)).toMatchObject({ active: true, account: globex.accountId });
  });

  test("knows at once that a session has ended [C-124]", async () => {
    const ended = await signInAs(holdfast, acme);
    expect(await introspect(ended.token)).toMatchObject({ active: true });
    await holdfast.call({ method: "DELETE", url: `/v1/sessions/${ended.sessionId}`, token: acme.token });
    expect(await introspect(ended.token)).toEqual({ active: false });
  });

  test("is refused where it cannot be told, for a product would take that for a no or a yes [C-005]", async () => {
    const failing = await startDeployment({ guardSecrets: [guardSecret], faults: true });
    const member = await failing.account();
    const told: unknown[] = [];
    await failEveryCall("before", async (attempt) => {
      const { token } = await signInAs(failing, member);
      const asked = { method: "POST", url: "/v1/introspect", token: everywhere, body: { token } } as const;
      const answer = await attempt(() => failing.call(asked));
      told.push(answer.json().active ?? answer.statusCode);
    });
    await failing.stop();
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...told.slice(0, -1).map(() => 503), true]);
  });

  test("tells an API key's scopes, and holds it to its addresses [C-152]", async () => {
    const owner = await signInAs(holdfast, acme);
    const free = await makeKey(holdfast, owner, { scopes: ["audit:read"] });
    expect(await introspect(free.secret)).toMatchObject({ active: true, key: free.id, scope: "audit:read" });
    const bound = await makeKey(holdfast, owner, { allowedAddresses: ["198.51.100.0/24"] });
    expect(await introspect(bound.secret)).toEqual({ active: false });
    expect(await introspect(bound.secret, everywhere, { address: "203.0.113.1" })).toEqual({ active: false });
    expect(await introspect(bound.secret, everywhere, { address: "nonsense" })).toEqual({ active: false });
    for (const address of ["198.51.100.9", "::ffff:198.51.100.9"]) {
      expect(await introspect(bound.secret, everywhere, { address })).toMatchObject({ active: true });
    }
  });

  test("counts against the key's own quota, and not against the others'", async () => {
    const owner = await signInAs(holdfast, acme);
    const spare = await makeKey(holdfast, owner);
    const { secret } = await makeKey(holdfast, owner, { requestsPerMinute: 2 });
    const by = `Bearer ${everywhere}`;
    const codes: unknown[] = [];
    for (let n = 0; n < 3; n += 1) codes.push((await send("introspect", by, { token: secret })).body.code);
    expect(codes).toEqual([undefined, undefined, "rate.limited"]);
    expect(await introspect(spare.secret)).toMatchObject({ active: true });
  });

  test("is for guards, and for API keys that may read users [C-003] [C-161]", async () => {
    const owner = await signInAs(holdfast, acme);
    const { secret: weak } = await makeKey(holdfast, owner, { scopes: ["account:read"] });
    const refusals = [
      [`Bearer ${weak}`, 403, "right.missing"],
      [`Bearer ${acme.token}`, 401, "guard.refused"],
      ["Bearer x", 401, "session.expired"],
      ["Basic x", 401, "auth.required"],
      ["", 401, "auth.required"],
    ] as const;
    for (const [credential, status, code] of refusals) {
      const answer = await send("introspect", credential, { token: acme.token });
      expect([credential, answer.status, answer.body.code]).toEqual([credential, status, code]);
    }
    const cookie = { cookie: `__Host-holdfast-access=${everywhere}` };
    const body = { token: acme.token };
    const answer = await holdfast.call({ method: "POST", url: "/v1/introspect", headers: cookie, body });
    expect(answer.statusCode).toBe(401);
  });

  test("takes the credential as OAuth clients send it, too (RFC 6749 §2.3.1)", async () => {
    const basic = `Basic ${Buffer.from(`desk:${everywhere}`).toString("base64")}`;
    expect((await send("introspect", basic, { token: acme.token })).body).toMatchObject({ active: true });
    const wrong = `Basic ${Buffer.from(`desk:${everywhere}x`).toString("base64")}`;
    expect((await send("introspect", wrong, { token: acme.token })).status).toBe(401);
  });

  test("refuses what is no form of its own, within bounds", async () => {
    const by = `Bearer ${everywhere}`;
    const refused = async (form: string) => (await send("introspect", by, form)).body.code;
    for (const form of ["", "token=", "token=a&token=b", "toke=a", `token=${"a".repeat(3000)}`]) {
      expect([form, await refused(form)]).toEqual([form, "request.malformed"]);
    }
    expect(await refused(`token=a&x=${"a".repeat(10_000)}`)).toBe("request.too_large");
    expect((await send("introspect", by, "token=a&client_id=desk&token_type_hint=access_token")).status).toBe(200);
    const text = await holdfast.app.inject({
      method: "POST",
      url: "/v1/introspect",
      headers: { authorization: by, "content-type": "text/plain" },
      payload: "token=a",
    });
    expect(text.json().code).toBe("request.unsupported_media");
  });

  test("leaves every other route without forms", async () => {
    const answer = await holdfast.app.inject({
      method: "POST",
      url: "/v1/auth/sign-in",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: "email=a&password=b",
    });
    expect(answer.json().code).toBe("request.unsupported_media");
  });
});

describe("revocation", () => {
  const isLive = async ({ token }: Member) =>
    (await holdfast.call({ method: "GET", url: "/v1/me", token })).statusCode === 200;

  test.each(["token", "refreshToken"] as const)(
    "by its %s ends a session, everywhere (RFC 7009) [C-124]",
    async (by) => {
      const ended = await signInAs(holdfast, acme);
      expect(await isLive(ended)).toBe(true);
      expect(await revoke(ended[by])).toBe(200);
      expect(await isLive(ended)).toBe(false);
      const body = { refreshToken: ended.refreshToken };
      expect((await holdfast.call({ method: "POST", url: "/v1/auth/refresh", body })).statusCode).toBe(401);
      const events = await eventsOf(holdfast, acme, { event: "session.revoked" });
      expect(events.map(({ target }) => target?.id)).toContain(ended.sessionId);
    },
  );

  test("by a refresh token that was exchanged before ends the session as well", async () => {
    const ended = await signInAs(holdfast, acme);
    const body = { refreshToken: ended.refreshToken };
    expect((await holdfast.call({ method: "POST", url: "/v1/auth/refresh", body })).statusCode).toBe(200);
    expect(await revoke(ended.refreshToken)).toBe(200);
    expect(await isLive(ended)).toBe(false);
  });

  test("is answered alike for what is unknown, forged or over, and ends nothing", async () => {
    const [, account, session] = acme.refreshToken.split("_");
    const guessed = `hfr_${account}_${session}_${"A".repeat(43)}`;
    const nowhere = `hfr_${"0".repeat(26)}_${session}_${"A".repeat(43)}`;
    for (const token of ["x", guessed, nowhere, forged(acme.token), everywhere]) {
      expect([token, await revoke(token)]).toEqual([token, 200]);
    }
    expect(await isLive(acme)).toBe(true);
    const ended = await signInAs(holdfast, acme);
    expect([await revoke(ended.token), await revoke(ended.token), await revoke(ended.refreshToken)]).toEqual([
      200, 200, 200,
    ]);
  });

  test("of another account's session is answered like any other, and ends nothing [C-063] [C-064]", async () => {
    expect([await revoke(globex.token, ofAcme), await revoke(globex.refreshToken, ofAcme)]).toEqual([200, 200]);
    expect(await isLive(globex)).toBe(true);
  });

  test("is not for API keys: not to be revoked so, nor to revoke by [C-143]", async () => {
    const { secret: key } = await makeKey(holdfast, await signInAs(holdfast, acme), { scopes: ["users:read"] });
    expect((await send("revoke", `Bearer ${everywhere}`, { token: key })).body.code).toBe("token.not_revocable");
    expect((await send("revoke", `Bearer ${key}`, { token: acme.token })).body.code).toBe("guard.refused");
    expect(await isLive(acme)).toBe(true);
  });
});
