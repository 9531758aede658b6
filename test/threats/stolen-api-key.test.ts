import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { forgeKey, makeKey, partsOfKey, useKey } from "../support/api-keys.ts";
import { type Deployment, mailedToken, type Member, startDeployment } from "../support/deployment.ts";

let holdfast: Deployment;
let owner: Member;
let stranger: Member;

beforeAll(async () => {
  holdfast = await startDeployment({ trustedProxies: ["198.51.100.0/24"] });
  owner = await holdfast.account();
  stranger = await holdfast.account();
});
afterAll(() => holdfast.stop());

const get = (token: string, options: { address?: string; headers?: Record<string, string>; url?: string } = {}) =>
  holdfast.call({ method: "GET", url: "/v1/account", token, ...options });

describe("whoever stole an API key", () => {
  test("cannot pretend to be where it works by writing X-Forwarded-For [C-145]", async () => {
    const { secret } = await makeKey(holdfast, owner, { allowedAddresses: ["192.0.2.0/24"] });
    const headers = { "x-forwarded-for": "192.0.2.7", "x-real-ip": "192.0.2.7", forwarded: "for=192.0.2.7" };
    const direct = await get(secret, { address: "203.0.113.5", headers });
    expect([direct.statusCode, direct.json().code]).toEqual([403, "key.address_refused"]);
    // Through the proxy the entry counts that the proxy wrote, which is the last one.
    const spoofed = { "x-forwarded-for": "192.0.2.7, 203.0.113.5" };
    expect((await get(secret, { address: "198.51.100.1", headers: spoofed })).statusCode).toBe(403);
    const honest = { "x-forwarded-for": "203.0.113.5, 192.0.2.7" };
    expect((await get(secret, { address: "198.51.100.1", headers: honest })).statusCode).toBe(200);
    expect((await get(secret, { address: "203.0.113.5", headers })).statusCode).toBe(403);
  });

  test("cannot use it for another account, nor another key's secret under its name [C-063]", async () => {
    const [mine, other] = [await makeKey(holdfast, owner), await makeKey(holdfast, stranger)];
    const [a, b] = [partsOfKey(mine.secret), partsOfKey(other.secret)];
    const forged = [
      { ...a, account: b.account },
      { ...a, id: b.id },
      { ...a, secret: b.secret },
      { ...b, secret: a.secret },
      { ...a, secret: "0".repeat(43) },
    ];
    for (const parts of forged) expect(await useKey(holdfast, forgeKey(parts))).toEqual([401, "key.invalid"]);
    const read = await get(mine.secret);
    expect(read.json().id ?? read.json().account?.id).toBe(owner.accountId);
  });

  test("cannot tell a dead key from one that never was [C-145]", async () => {
    const dead = await makeKey(holdfast, owner);
    await holdfast.call({ method: "DELETE", url: `/v1/keys/${dead.id}`, token: owner.token });
    const unknown = forgeKey({ ...partsOfKey(dead.secret), id: "0".repeat(26) });
    const foreign = forgeKey({ ...partsOfKey(dead.secret), account: "0".repeat(26) });
    const answers = new Set<string>();
    for (const token of [dead.secret, unknown, foreign, `${dead.secret.slice(0, -1)}!`, "hfk_", `${dead.secret}0`]) {
      const answer = await get(token);
      const { code, title, status, advice } = answer.json();
      answers.add(JSON.stringify({ code, title, status, advice, challenge: answer.headers["www-authenticate"] }));
    }
    // What is no well-formed header at all is no credential.
    expect([...answers].filter((answer) => answer.includes("key.invalid"))).toHaveLength(1);
    expect([...answers].every((answer) => answer.includes("401"))).toBe(true);
  });

  test("finds a wrong checksum refused without a look into any database", async () => {
    const { secret } = await makeKey(holdfast, owner);
    const wrong = secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
    const { directory } = holdfast.runtime;
    const before = directory.homeCache.homes.size;
    await expect(holdfast.runtime.authenticator.verify(wrong)).rejects.toMatchObject({ code: "key.invalid" });
    expect(directory.homeCache.homes.size).toBe(before);
  });

  test("cannot make another key, change the allow-list, rotate or read keys with it [C-143]", async () => {
    const { id, secret } = await makeKey(holdfast, owner, { scopes: ["account:read", "users:read", "policy:read"] });
    const tries = [
      ["POST", "/v1/keys", { name: "x", scopes: ["account:read"] }],
      ["PATCH", `/v1/keys/${id}`, { allowedAddresses: null }],
      ["POST", `/v1/keys/${id}/rotate`, {}],
      ["GET", "/v1/keys", undefined],
      ["GET", "/v1/account/keys", undefined],
      ["DELETE", "/v1/sessions", undefined],
      ["POST", "/v1/me/factors/totp", {}],
    ] as const;
    for (const [method, url, body] of tries) {
      const answer = await holdfast.call({ method, url, token: secret, ...(body !== undefined && { body }) });
      expect([url, answer.statusCode === 403 || answer.statusCode === 404]).toEqual([url, true]);
    }
  });
});

describe("an API key that a thief made in a stolen session", () => {
  test("ends with the session once the owner says that it was not them, and older ones stay [C-143] [C-145]", async () => {
    const who = await holdfast.member(owner, "developer");
    const older = await makeKey(holdfast, who);
    holdfast.advance(60_000);
    const body = { email: who.email, password: who.password, account: who.slug };
    const headers = { "user-agent": "curl/8.5.0" };
    const thief = await holdfast.call({ method: "POST", url: "/v1/auth/sign-in", body, headers });
    const stolen = await makeKey(holdfast, { token: thief.json().accessToken });
    expect(await useKey(holdfast, stolen.secret)).toEqual([200, null]);
    const token = await mailedToken(holdfast.inbox, who.email, "/not-me");
    expect((await holdfast.call({ method: "POST", url: "/v1/auth/not-me", body: { token } })).statusCode).toBe(200);
    expect(await useKey(holdfast, stolen.secret)).toEqual([401, "key.invalid"]);
    expect(await useKey(holdfast, older.secret)).toEqual([200, null]);
  });
});
