import { routes, type RouteSpec } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Sql } from "../../packages/server/src/platform/postgres/index.ts";
import { accountTables } from "../../packages/server/src/tenancy/registry/index.ts";
import { type Deployment, goodPassword, type Member, startDeployment } from "../support/deployment.ts";
import { asSuperuser, hasSuperuser } from "../support/superuser.ts";

/**
 * Where an account's data lies, looked at from below: a superuser searches every row of every database for the ids of an
 * account and of its people. Nobody who asks over HTTP can change what is found.
 */
let holdfast: Deployment;
let european: Member;
let neighbour: Member;
let american: Member;
let dedicated: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  european = await holdfast.account();
  neighbour = await holdfast.account();
  american = await holdfast.account({ region: "us" });
  dedicated = await holdfast.account({ placement: "dedicated" });
  for (const by of [european, american, dedicated]) await holdfast.member(by, "developer");
  await holdfast.runtime.background.settled();
});
afterAll(() => holdfast.stop());

const names = () => holdfast.runtime.cluster.names;

/** Every database of this deployment, as the server lists them. */
async function databases(): Promise<string[]> {
  const prefix = names().directory.replace(/directory$/, "");
  const rows = await asSuperuser(
    "postgres",
    (sql) => sql<{ name: string }[]>`select datname as name from pg_database where starts_with(datname, ${prefix})`,
  );
  return rows.map(({ name }) => name).toSorted();
}

const tablesOf = async (sql: Sql): Promise<string[]> =>
  (
    await sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`
  ).map(({ name }) => name);

/** Databases in which any row of any table says this text, in any column. */
async function placesOf(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const database of await databases()) {
    const isThere = await asSuperuser(database, async (sql) => {
      for (const table of await tablesOf(sql)) {
        const [row] = await sql.unsafe<{ n: number }[]>(
          `select count(*)::int as n from ${table} as r where strpos(r::text, $1) > 0`,
          [text],
        );
        if ((row?.n ?? 0) > 0) return true;
      }
      return false;
    });
    if (isThere) found.push(database);
  }
  return found;
}

/** Accounts that have a row in an account table of this database. */
const accountsIn = (database: string): Promise<string[]> =>
  asSuperuser(database, async (sql) => {
    const tables = accountTables.map(({ name }) => `select account_id as id from ${name}`).join(" union ");
    return (await sql.unsafe<{ id: string }[]>(tables)).map(({ id }) => id).toSorted();
  });

describe.runIf(hasSuperuser())("an account's data", () => {
  test("lies in the cell of its region and nowhere else, beside directory and keystore [C-064] [C-066] [C-070]", async () => {
    const { directory, keystore } = names();
    const [eu, us] = [names().cell("eu"), names().cell("us")];
    expect(await placesOf(european.accountId)).toEqual([eu, directory, keystore]);
    expect(await placesOf(american.accountId)).toEqual([us, directory, keystore]);
    // The directory leads from an address to its user, and knows no more of people than that.
    expect(await placesOf(european.userId)).toEqual([eu, directory]);
    expect(await placesOf(european.sessionId)).not.toContain(us);
    expect(await placesOf(american.sessionId)).not.toContain(eu);
    for (const text of [european.email, american.email, "Ada Lovelace", european.slug]) {
      expect(await placesOf(text)).toEqual([]);
    }
  });

  test("lies in a database of its own when it is dedicated, with nobody else's and in no shared cell [C-061]", async () => {
    const { directory, keystore } = names();
    const [own, eu, us] = [names().dedicated(dedicated.accountId), names().cell("eu"), names().cell("us")];
    expect(await databases()).toContain(own);
    expect(await placesOf(dedicated.accountId)).toEqual([own, directory, keystore].toSorted());
    expect(await accountsIn(own)).toEqual([dedicated.accountId]);
    expect(await accountsIn(eu)).toEqual([european.accountId, neighbour.accountId].toSorted());
    expect(await accountsIn(us)).toEqual([american.accountId]);
  });

  test("is under the same guard in a database of its own as in a shared one [C-061] [C-063]", async () => {
    const { cluster } = holdfast.runtime;
    const own = cluster.cell("eu", names().dedicated(dedicated.accountId));
    await expect(own`select * from users`).rejects.toMatchObject({ code: "HF001" });
    const foreign = await own.begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${european.accountId}, true)`;
      return sql`select * from users`;
    });
    expect(foreign).toHaveLength(0);
  });
});

describe.runIf(hasSuperuser())("a query", () => {
  test("cannot leave its cell: no database knows a way into another [C-061] [C-064]", async () => {
    const bridges = "select extname as name from pg_extension where extname ~ '(dblink|_fdw)$'";
    const servers = "select srvname as name from pg_foreign_server";
    const subscriptions = "select subname as name from pg_subscription";
    for (const database of await databases()) {
      const ways = await asSuperuser(database, (sql) =>
        sql.unsafe(`${bridges} union all ${servers} union all ${subscriptions}`),
      );
      expect([database, ways.length]).toEqual([database, 0]);
    }
    const { cluster } = holdfast.runtime;
    const eu = cluster.cell("eu", names().cell("eu"));
    await expect(eu.unsafe(`select * from ${names().cell("us")}.public.users`)).rejects.toMatchObject({
      code: "0A000",
    });
    for (const statement of [
      "create extension dblink",
      "create extension postgres_fdw",
      "copy users to program 'cat'",
    ]) {
      await expect(eu.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("the region of an account", () => {
  const signUp = (body: object) =>
    holdfast.call({
      method: "POST",
      url: "/v1/accounts",
      body: {
        name: "Acme",
        slug: `acme-${Math.random().toString(36).slice(2)}`,
        owner: { email: "ada@example.com", name: "Ada", password: goodPassword },
        ...body,
      },
    });

  test("has to be said, is one that there is, and is never assumed", async () => {
    expect((await signUp({})).json().code).toBe("request.malformed");
    for (const region of ["au", "EU", "eu ", "", "../us"]) {
      const answer = await signUp({ region });
      expect([region, answer.statusCode < 500, answer.statusCode >= 400]).toEqual([region, true, true]);
    }
  });

  test("is pinned: no route takes another one after that", async () => {
    const takers = Object.values<RouteSpec>(routes).filter((route) =>
      JSON.stringify([route.params, route.query, route.body]).includes('"region"'),
    );
    expect(takers.map(({ id }) => id)).toEqual([routes.createAccount.id]);
    const hints = { "x-region": "us", "x-account-id": american.accountId, "x-forwarded-host": "us.holdfast.test" };
    const answer = await holdfast.call({
      method: "GET",
      url: "/v1/account?region=us",
      token: european.token,
      headers: hints,
    });
    expect(answer.statusCode).toBe(400);
    const plain = await holdfast.call({ method: "GET", url: "/v1/account", token: european.token, headers: hints });
    expect(plain.json()).toMatchObject({ id: european.accountId, region: "eu" });
  });

  test("is pinned in the directory too: the server's own role may not move an account [C-067]", async () => {
    const { directory } = holdfast.runtime.cluster;
    const { accountId } = european;
    const denied = { code: "42501" };
    await expect(directory`update accounts set region = 'us' where id = ${accountId}`).rejects.toMatchObject(denied);
    await expect(directory`update accounts set database = 'x' where id = ${accountId}`).rejects.toMatchObject(denied);
    await expect(directory`update accounts set state = 'active' where id = ${accountId}`).resolves.toHaveLength(0);
  });

  test("has keys of its own: for its tokens and for its logs", async () => {
    const vkey = async ({ token }: Member) =>
      (await holdfast.call({ method: "GET", url: "/v1/audit/log/vkey", token })).body.split("+").at(-1);
    const keyId = ({ token }: Member): string =>
      JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
    expect(keyId(european)).toBe(keyId(neighbour));
    expect(keyId(european)).not.toBe(keyId(american));
    expect(await vkey(european)).toBe(await vkey(neighbour));
    expect(await vkey(european)).not.toBe(await vkey(american));
  });
});
