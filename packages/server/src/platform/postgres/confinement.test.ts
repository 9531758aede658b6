import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import { assertRoleIsConfined } from "./confinement.ts";
import { type Cluster, serverFromSocket, type Sql, type TransactionSql } from "./index.ts";

/** Undoes what a test does to roles and tables, which all databases of the server would otherwise see. */
class Undo extends Error {}

let cluster: Cluster;
/** A superuser in one cell: nobody whom a deployment knows. */
let superuser: Sql;

beforeAll(async () => {
  cluster = await testCluster();
  const server = serverFromSocket(inject("postgresSocket"), { app: "postgres", owner: "postgres" });
  superuser = server.connect(cluster.names.cell("eu"), "owner", { max: 1 });
});
afterAll(async () => {
  await superuser.end();
  await cluster.close();
});

/** What the check says of a role after `change`, which is undone. */
async function verdictOn(role: string, change: (sql: TransactionSql) => Promise<unknown>): Promise<string | null> {
  let verdict: string | null = null;
  await superuser
    .begin(async (sql) => {
      await sql`create role test_app`;
      await sql`grant select, insert, update, delete on all tables in schema public to test_app`;
      await change(sql);
      await sql`select set_config('role', ${role}, true)`;
      verdict = await assertRoleIsConfined(sql).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : "no error"),
      );
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return verdict;
}

describe("the server's start", () => {
  test("goes on with the app role, in every database of a deployment", async () => {
    const { directory, keystore, names } = cluster;
    for (const sql of [
      directory,
      keystore,
      ...cluster.regions.map((region) => cluster.cell(region, names.cell(region))),
    ]) {
      await expect(assertRoleIsConfined(sql)).resolves.toBeUndefined();
    }
    expect(await verdictOn("test_app", async () => {})).toBeNull();
  });

  test.each([
    ["a superuser", "postgres", async () => {}],
    ["the owner of the tables", "holdfast_owner", async () => {}],
    ["a role with BYPASSRLS", "test_app", (sql: TransactionSql) => sql`alter role test_app bypassrls`],
    ["a role that can make roles", "test_app", (sql: TransactionSql) => sql`alter role test_app createrole`],
    ["a role that may become the owner", "test_app", (sql: TransactionSql) => sql`grant holdfast_owner to test_app`],
    [
      "a role that may become one with BYPASSRLS",
      "test_app",
      async (sql: TransactionSql) => {
        await sql`create role test_reader bypassrls`;
        await sql`alter role test_app noinherit`;
        await sql`grant test_reader to test_app`;
      },
    ],
    [
      "a role that may become a superuser by a detour",
      "test_app",
      async (sql: TransactionSql) => {
        await sql`create role test_detour`;
        await sql`grant postgres to test_detour`;
        await sql`grant test_detour to test_app`;
      },
    ],
    [
      "a role that reads the server's files",
      "test_app",
      (sql: TransactionSql) => sql`grant pg_read_server_files to test_app`,
    ],
  ])("is refused to %s [C-063] [C-065]", async (_name, role, change) => {
    expect(await verdictOn(role, change)).toMatch(/can bypass row-level security|must own no table/);
  });

  test.each([
    ["is not under row-level security", "alter table users disable row level security"],
    ["is not under forced row-level security", "alter table sessions no force row level security"],
    ["has lost its policy", "drop policy account on passwords"],
    ["has a policy that lets everything through", "alter policy account on roles using (true)"],
    ["has a policy that lets everything in", "alter policy account on roles with check (true)"],
    ["has a second policy beside its own", "create policy support on users using (true)"],
    [
      "asks the setting and not the function",
      "alter policy account on users using (account_id = current_setting('holdfast.account_id', true))",
    ],
    ["is new, and was forgotten", "create table notes (account_id text primary key)"],
    [
      "is new, and only sounds like one that all accounts share",
      "create table cellphones (account_id text primary key)",
    ],
    ["is a copy that cannot have a policy", "create materialized view people as select * from users"],
  ])("is refused when a table %s [C-061] [C-063] [C-065]", async (_name, statement) => {
    expect(await verdictOn("test_app", (sql) => sql.unsafe(statement))).toMatch(/has no forced row-level security/);
  });

  test.each([
    ["a view", "create view people as select * from users; grant select on people to test_app"],
    [
      "a function",
      "create function people() returns setof users language sql security definer as 'select * from users'",
    ],
  ])("is refused when %s lends its owner's rights [C-063]", async (_name, statement) => {
    expect(await verdictOn("test_app", (sql) => sql.unsafe(statement))).toContain(
      "people runs with the rights of its owner",
    );
  });

  test("goes on when a view runs with the rights of whoever asks", async () => {
    const statement =
      "create view people with (security_invoker = true) as select * from users; grant select on people to test_app";
    expect(await verdictOn("test_app", (sql) => sql.unsafe(statement))).toBeNull();
  });
});
