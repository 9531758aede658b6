import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { flushKeyUses } from "../../packages/server/src/people/api-keys/index.ts";
import { makeKey } from "../support/api-keys.ts";
import { type Deployment, type Member, signInAs } from "../support/deployment.ts";
import { guardTokenOf } from "../support/guards.ts";
import { codeOf, type Guarded, startGuarded } from "./guarded.ts";

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

describe("an API key at a guard", () => {
  const keys = { keys: true } as const;
  const from = (address: string) => ({ keys: true, address });
  const asksOfKeys = (asked: readonly string[]): number => asked.filter((path) => path === "/v1/guarded-keys").length;

  test("is its creator's, with the rights of its scopes, and asked about once [C-143] [C-152]", async () => {
    const { guard, way } = await house.guardOf();
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
    const { guard, way } = await house.guardOf();
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme));
    await guard.verify(secret, keys);
    expect(guard.known(secret)).toBeNull();
    expect(await codeOf(guard.verify(secret))).toBe("key.not_allowed");
    expect(await codeOf(guard.verify(secret, { keys: false }))).toBe("key.not_allowed");
    expect(asksOfKeys(way.asked)).toBe(1);
  });

  test("is refused when it was revoked, by the time of the certificate [C-124]", async () => {
    const { guard } = await house.guardOf();
    const creator = await signInAs(holdfast, acme);
    const { id, secret } = await makeKey(holdfast, creator);
    await guard.verify(secret, keys);
    const revoked = await holdfast.call({ method: "DELETE", url: `/v1/keys/${id}`, token: creator.token });
    expect(revoked.json().nodes).toMatchObject({ expired: 0 });
    expect(guard.known(secret, keys)).toBeNull();
    expect(await codeOf(guard.verify(secret, keys))).toBe("key.invalid");
  });

  test("is refused once its creator is suspended, and has no more rights than they have left [C-143]", async () => {
    const { guard } = await house.guardOf();
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
    const { guard } = await house.guardOf();
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
    const { guard, way } = await house.guardOf();
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
    const { guard } = await house.guardOf();
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme));
    const together = [
      guard.verify(secret, keys),
      guard.verify(`hfk_${"x".repeat(600)}`, keys),
      guard.verify(secret, from("unknown, ".repeat(20))),
    ];
    expect(await Promise.all(together.map(codeOf))).toEqual([null, "key.invalid", null]);
  });

  test("is none with something behind it, such as an address that it works from, and nobody is asked", async () => {
    const { guard, way } = await house.guardOf();
    const wish = { allowedAddresses: ["203.0.113.0/24"] };
    const { secret } = await makeKey(holdfast, await signInAs(holdfast, acme), wish);
    await guard.verify(secret, from("203.0.113.7"));
    expect(guard.known(`${secret} 203.0.113.7`, keys)).toBeNull();
    expect(await codeOf(guard.verify(`${secret} 203.0.113.7`, keys))).toBe("key.invalid");
    expect(asksOfKeys(way.asked)).toBe(1);
  });

  test("counts as used, also where a product does not tell from where", async () => {
    const { guard } = await house.guardOf();
    const creator = await signInAs(holdfast, acme);
    const { id, secret } = await makeKey(holdfast, creator);
    await guard.verify(secret, keys);
    await flushKeyUses(holdfast.runtime);
    const { items } = await house.call("GET", "/v1/keys", creator);
    expect(items.find((key: { id: string }) => key.id === id)).toMatchObject({ lastUsedAt: expect.any(String) });
  });

  test("of another account is none to a guard of one account [C-063] [C-064]", async () => {
    const { guard } = await house.guardOf({ credential: guardTokenOf(globex.accountId) });
    const foreign = await makeKey(holdfast, await signInAs(holdfast, acme));
    expect(await codeOf(guard.verify(foreign.secret, keys))).toBe("key.invalid");
    const garbled = `${foreign.secret.slice(0, -1)}_`;
    for (const text of ["hfk_", "hfk_x_y_z_w", garbled]) {
      expect(await codeOf(guard.verify(text, keys))).toBe("key.invalid");
    }
  });
});
