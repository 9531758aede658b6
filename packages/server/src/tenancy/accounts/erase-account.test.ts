import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Deployment,
  goodPassword,
  type Member,
  signInAs,
  startDeployment,
} from "../../../../../test/support/deployment.ts";
import { serverFromUrls, type Sql } from "../../platform/postgres/index.ts";
import { Secret } from "../../kernel/secret.ts";
import { withAccount } from "../directory/index.ts";
import { createKeyCache, openAccountKeys } from "../keys/index.ts";
import { eraseAccount } from "./index.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

const rolesOf = (member: Member) => house.call({ method: "GET", url: "/v1/me", token: member.token });

/** Every row of every table of a database that mentions the account, as text. */
async function mentions(sql: Sql, accountId: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`
      select t::text as row from ${sql(name)} t where strpos(t::text, ${accountId}) > 0`;
    found.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return found;
}

/** Reads a database as somebody whom no policy confines. */
const asOwner = <T>(database: string, work: (sql: Sql) => Promise<T>): Promise<T> =>
  house.runtime.cluster.asOwner("eu", database, async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity`;
    for (const { name } of tables) await sql`alter table ${sql(name)} no force row level security`;
    try {
      return await work(sql);
    } finally {
      for (const { name } of tables) await sql`alter table ${sql(name)} force row level security`;
    }
  });

const databaseExists = (name: string): Promise<boolean> =>
  house.runtime.cluster.asOwner("eu", "postgres", async (sql) => {
    const rows = await sql`select from pg_database where datname = ${name}`;
    return rows.length === 1;
  });

describe.each(["shared", "dedicated"] as const)("erasing an account with a %s database", (placement) => {
  test("leaves nothing of it to be read, and another account untouched [C-237] [C-061]", async () => {
    const { directory, cluster } = house.runtime;
    const [doomed, other] = [await house.account({ placement }), await house.account({ placement })];
    const keys = await openAccountKeys(directory.keys, doomed.accountId);
    const place = { purpose: "users", table: "users", column: "name_sealed", row: doomed.userId } as const;
    const stolen = await withAccount(directory, doomed.accountId, async ({ sql }) => {
      const [row] = await sql<{ nameSealed: Buffer }[]>`select name_sealed from users`;
      return row?.nameSealed ?? Buffer.alloc(0);
    });
    expect(keys.openText(place, stolen)).toBe("Ada Lovelace");

    const erased = await eraseAccount(house.runtime, doomed.accountId);
    expect(erased).toMatchObject({ placement, addresses: 1 });
    expect(erased.rows > 0).toBe(placement === "shared");

    // Who had the keys in hand has them no more, and nobody gets them again.
    expect(() => keys.openText(place, stolen)).toThrow("service.unavailable");
    const cold = { ...directory.keys, keyCache: createKeyCache() };
    await expect(openAccountKeys(cold, doomed.accountId)).rejects.toMatchObject({ code: "account.not_found" });
    cold.keyCache.close();
    expect((await rolesOf(doomed)).statusCode).toBe(401);
    await expect(signInAs(house, doomed)).rejects.toThrow("401");

    const { names } = cluster;
    expect(await asOwner(names.cell("eu"), (sql) => mentions(sql, doomed.accountId))).toEqual([]);
    expect(await databaseExists(names.dedicated(doomed.accountId))).toBe(false);
    const left = await mentions(cluster.directory, doomed.accountId);
    expect(left.filter((row) => !/^(revocations|accounts): /.test(row))).toEqual([]);
    expect(left.filter((row) => row.startsWith("accounts: "))).toHaveLength(1);
    const versions = await cluster.keystore`
      select state, wrapped from account_keys where account_id = ${doomed.accountId}`;
    expect(versions).toEqual([{ state: "destroyed", wrapped: Buffer.alloc(0) }]);

    expect((await rolesOf(other)).statusCode).toBe(200);
    await expect(signInAs(house, other)).resolves.toBeDefined();
  });
});

describe("an erased account", () => {
  test("lets its slug and its addresses go", async () => {
    const doomed = await house.account();
    await eraseAccount(house.runtime, doomed.accountId);
    const owner = { email: doomed.email, name: "Ada", password: goodPassword };
    const again = await house.call({
      method: "POST",
      url: "/v1/accounts",
      body: { name: "Acme again", slug: doomed.slug, region: "eu", owner },
    });
    expect(again.statusCode).toBe(201);
    expect(again.json().account.id).not.toBe(doomed.accountId);
  });

  test("takes the answers with it that were kept for repeated requests", async () => {
    const doomed = await house.account();
    const made = await house.call({
      method: "POST",
      url: "/v1/roles",
      token: doomed.token,
      headers: { "idempotency-key": "erase-me-0001" },
      body: { name: "Night shift", summary: null, rights: ["audit:read"] },
    });
    expect(made.statusCode).toBe(201);
    const count = () => house.runtime.cluster.directory`
      select from idempotency_keys where account_id = ${doomed.accountId}`;
    expect(await count()).toHaveLength(1);
    await eraseAccount(house.runtime, doomed.accountId);
    expect(await count()).toHaveLength(0);
  });

  test("is told of in the operators' log, by its id and without a name [C-006] [C-232]", async () => {
    const doomed = await house.account();
    await eraseAccount(house.runtime, doomed.accountId);
    const lines = house.logLines.filter((line) => line.includes("account.erased") && line.includes(doomed.accountId));
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(doomed.slug);
  });

  test("can be erased again, from wherever the first attempt failed", async () => {
    const doomed = await house.account();
    const { runtime } = house;
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("killed"));
    await expect(eraseAccount(runtime, doomed.accountId, { signal: stop.signal, onProgress })).rejects.toThrow(
      "killed",
    );
    // Its keys went first, so it is as good as erased.
    await expect(signInAs(house, doomed)).rejects.toThrow("401");
    await expect(openAccountKeys(runtime.directory.keys, doomed.accountId)).rejects.toMatchObject({
      code: "account.not_found",
    });
    expect(await eraseAccount(runtime, doomed.accountId)).toMatchObject({ addresses: 1 });
    expect(await eraseAccount(runtime, doomed.accountId)).toMatchObject({ rows: 0, addresses: 0 });
  });
});

test("a dedicated database goes although another process has connections to it", async () => {
  const doomed = await house.account({ placement: "dedicated" });
  const { cluster } = house.runtime;
  const database = cluster.names.dedicated(doomed.accountId);
  const elsewhere = cluster.serverOf("eu").connect(database, "app", { max: 2 });
  await elsewhere`select 1 as one`;
  await eraseAccount(house.runtime, doomed.accountId);
  expect(await databaseExists(database)).toBe(false);
  await elsewhere.end({ timeout: 1 });
});

test("an account with its own database is not touched where it could not be dropped", async () => {
  const kept = await house.account({ placement: "dedicated" });
  const { cluster } = house.runtime;
  const nobody = serverFromUrls({ app: new Secret("postgres://app@nowhere/x"), owner: null });
  const confined = {
    ...cluster,
    asOwner: async <T>(_region: string | null, database: string, work: (owner: Sql) => Promise<T>) =>
      work(nobody.connect(database, "owner", { max: 1 })),
  };
  const deps = { ...house.runtime, directory: { ...house.runtime.directory, cluster: confined } };
  await expect(eraseAccount(deps, kept.accountId)).rejects.toThrow("HOLDFAST_DATABASE_OWNER_URL");
  await expect(signInAs(house, kept)).resolves.toBeDefined();
});
