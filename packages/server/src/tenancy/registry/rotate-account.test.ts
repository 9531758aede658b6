import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { originWithin } from "../audit/index.ts";
import { type AccountScope, withAccount } from "../directory/index.ts";
import { createKeyCache, listKeyVersions, openAccountKeys } from "../keys/index.ts";
import { countValuesByVersion, resealAccount, retireOlderKeys, rotateAccount } from "./index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const operator = originWithin("operator", "test");
const within = <T>(member: Member, work: (scope: AccountScope) => Promise<T>) =>
  withAccount(house.runtime.directory, member.accountId, work);

const versionsOf = async (member: Member) =>
  (await listKeyVersions(house.runtime.rotation, member.accountId)).map(({ state }) => state);

/** An account with something in nearly every sealed column. */
async function inhabited(): Promise<Member> {
  const owner = await house.account();
  await createRole(owner, "Night shift");
  await house.member(owner, "admin");
  return owner;
}

const createRole = (owner: Member, name: string) =>
  house.call({
    method: "POST",
    url: "/v1/roles",
    token: owner.token,
    body: { name, summary: "Sees the log", rights: ["audit:read"] },
  });

const importUser = (owner: Member, email: string) =>
  house.call({
    method: "POST",
    url: "/v1/users/import",
    token: owner.token,
    body: { users: [{ email, name: "Twin", role: "admin", emailVerified: true }] },
  });

const refresh = (refreshToken: string) =>
  house.call({ method: "POST", url: "/v1/auth/refresh", body: { refreshToken } });

/** What must hold at every moment of a rotation. */
async function expectAllWorks(owner: Member): Promise<void> {
  await expect(signInAs(house, owner)).resolves.toMatchObject({ userId: owner.userId });
  expect((await createRole(owner, " night SHIFT")).json()).toMatchObject({ code: "role.name_taken" });
  expect((await importUser(owner, owner.email.toUpperCase())).json()).toMatchObject({ code: "user.address_taken" });
  const users = await house.call({ method: "GET", url: "/v1/users", token: owner.token });
  expect(users.json().items.map(({ email }: { email: string }) => email)).toContain(owner.email);
}

describe("rotating an account's key", () => {
  test("brings every value and index under the new key, and the old key can be destroyed [C-045]", async () => {
    const owner = await inhabited();
    const begun = await rotateAccount(house.runtime, owner.accountId, operator);
    expect(begun).toEqual({ step: "rotated", version: 2 });
    await expectAllWorks(owner);
    const steps: { done: number; total: number }[] = [];
    const result = await resealAccount(house.runtime, owner.accountId, {
      batch: 3,
      onProgress: (at) => steps.push(at),
    });
    expect(result).toMatchObject({ refused: [], remaining: 0 });
    expect(result.resealed).toBeGreaterThan(10);
    expect(steps.at(-1)).toEqual({ done: result.resealed, total: result.resealed });
    expect([...(await countValuesByVersion(house.runtime, owner.accountId)).keys()]).toEqual([2]);
    await expectAllWorks(owner);

    expect(await retireOlderKeys(house.runtime, owner.accountId, operator)).toEqual({ destroyed: [1], inUse: [] });
    expect(await versionsOf(owner)).toEqual(["destroyed", "primary"]);
    await expectAllWorks(owner);
  });

  test("goes on where it was stopped, at any batch, and begins no other rotation [C-045]", async () => {
    const owner = await inhabited();
    await rotateAccount(house.runtime, owner.accountId, operator);
    let stops = 0;
    for (;;) {
      const stop = new AbortController();
      const options = { batch: 2, signal: stop.signal, onProgress: () => stop.abort(new Error("killed")) };
      const attempt = resealAccount(house.runtime, owner.accountId, options);
      const ended = await attempt.then(
        () => "done",
        () => "stopped",
      );
      if (stops % 4 === 0) await expectAllWorks(owner);
      const versions = await countValuesByVersion(house.runtime, owner.accountId);
      if (ended === "done" || !versions.has(1)) break;
      stops += 1;
      const again = await rotateAccount(house.runtime, owner.accountId, operator);
      if (again.step === "rotated") throw new Error("a rotation was begun before the last one was finished");
      expect(await retireOlderKeys(house.runtime, owner.accountId, operator)).toMatchObject({ destroyed: [] });
    }
    expect(stops).toBeGreaterThan(5);
    expect(await versionsOf(owner)).toEqual(["enabled", "primary"]);
    expect(await retireOlderKeys(house.runtime, owner.accountId, operator)).toMatchObject({ destroyed: [1] });
  });

  test("leaves every refresh token good, and a replayed one is still a replay [C-045]", async () => {
    const owner = await inhabited();
    const before = await signInAs(house, owner);
    const first = (await refresh(before.refreshToken)).json();
    await rotateAccount(house.runtime, owner.accountId, operator);
    // A second tab, whose request arrives after the rotation: the same successor.
    expect((await refresh(before.refreshToken)).json().refreshToken).toBe(first.refreshToken);
    await resealAccount(house.runtime, owner.accountId);
    const second = await refresh(first.refreshToken);
    expect(second.statusCode).toBe(200);
    await retireOlderKeys(house.runtime, owner.accountId, operator);
    house.advance(10_000);
    expect((await refresh(before.refreshToken)).statusCode).toBe(401);
    // The replay ended the session: the newest token is dead too.
    expect((await refresh(second.json().refreshToken)).statusCode).toBe(401);
  });

  test("stands in the account's log before the key is used, and once [C-006] [C-046]", async () => {
    const owner = await house.account();
    const { rotation } = house.runtime;
    const failing = {
      ...house.runtime,
      rotation: {
        ...rotation,
        announce: (() => {
          let calls = 0;
          return async (...notice: Parameters<typeof rotation.announce>) => {
            calls += 1;
            if (calls === 2) throw new Error("killed");
            await rotation.announce(...notice);
          };
        })(),
      },
    };
    await expect(rotateAccount(failing, owner.accountId, operator)).rejects.toThrow("killed");
    await rotateAccount(house.runtime, owner.accountId, operator, { evenSo: true });
    await resealAccount(house.runtime, owner.accountId);
    await retireOlderKeys(house.runtime, owner.accountId, operator);
    const events = await within(owner, async ({ sql }) => {
      const rows = await sql<{ event: string; target: string }[]>`
        select event, target from audit_events where event in ('key.rotated', 'key.retired') order by id`;
      return rows.map(({ event, target }) => `${event} ${target}`);
    });
    expect(events.filter((event) => event === "key.rotated 2")).toHaveLength(1);
    expect(events).toContain("key.retired 1");
    expect(events.indexOf("key.rotated 2")).toBe(0);
  });

  test("names a value that does not open, steps over it, and keeps its key", async () => {
    const [owner, other] = [await house.account(), await house.account()];
    await within(owner, async ({ sql }) => {
      const [theirs] = await withAccount(
        house.runtime.directory,
        other.accountId,
        ({ sql: cell }) => cell<{ nameSealed: Buffer }[]>`select name_sealed from users`,
      );
      await sql`update users set name_sealed = ${theirs?.nameSealed ?? null}`;
    });
    await rotateAccount(house.runtime, owner.accountId, operator);
    const result = await resealAccount(house.runtime, owner.accountId);
    expect(result.refused).toEqual([{ table: "users", column: "name_sealed", row: owner.userId, reason: "other_key" }]);
    expect(result.remaining).toBe(1);
    expect(await retireOlderKeys(house.runtime, owner.accountId, operator)).toEqual({
      destroyed: [],
      inUse: [{ version: 1, values: 1 }],
    });
  });

  test("does nothing to another account", async () => {
    const [owner, other] = [await house.account(), await house.account()];
    await rotateAccount(house.runtime, owner.accountId, operator);
    await resealAccount(house.runtime, owner.accountId);
    expect(await versionsOf(other)).toEqual(["primary"]);
    expect([...(await countValuesByVersion(house.runtime, other.accountId)).keys()]).toEqual([1]);
  });

  test("survives a process that comes with nothing in memory", async () => {
    const owner = await house.account();
    await rotateAccount(house.runtime, owner.accountId, operator);
    const cold = { ...house.runtime.directory.keys, keyCache: createKeyCache() };
    const keys = await openAccountKeys(cold, owner.accountId);
    const [row] = await within(owner, ({ sql }) => sql<{ emailSealed: Buffer }[]>`select email_sealed from users`);
    const place = { purpose: "users", table: "users", column: "email_sealed", row: owner.userId } as const;
    expect(keys.openText(place, row?.emailSealed ?? Buffer.alloc(0))).toBe(owner.email);
    cold.keyCache.close();
  });
});

test("an account whose password was checked during a rotation keeps it", async () => {
  const owner = await house.account();
  await rotateAccount(house.runtime, owner.accountId, operator);
  const changed = await house.call({
    method: "POST",
    url: "/v1/me/password",
    token: owner.token,
    body: { currentPassword: goodPassword, newPassword: "another-plum-anvil-41-zephyr" },
  });
  expect(changed.statusCode).toBe(200);
  await resealAccount(house.runtime, owner.accountId);
  await retireOlderKeys(house.runtime, owner.accountId, operator);
  await expect(signInAs(house, { ...owner, password: "another-plum-anvil-41-zephyr" })).resolves.toBeDefined();
});
