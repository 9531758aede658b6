import type { AccountId } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { newId } from "../../packages/server/src/kernel/ids.ts";
import type { Cluster, Sql, TransactionSql } from "../../packages/server/src/platform/postgres/index.ts";
import { accountTables } from "../../packages/server/src/tenancy/registry/index.ts";
import { testCluster } from "../support/test-server.ts";

/**
 * Whoever can run SQL as the app role, through an injection that we do not know of, tries to reach another account. The
 * database itself has to refuse: nothing of ours stands between these statements and the tables.
 */
let cluster: Cluster;
let cell: Sql;
const acme = newId("account", 1);
const globex = newId("account", 1);
const users = { [acme]: newId("user", 1), [globex]: newId("user", 1) };

beforeAll(async () => {
  cluster = await testCluster();
  cell = cluster.cell("eu", cluster.names.cell("eu"));
  for (const account of [acme, globex]) {
    await as(account, async (sql) => {
      await sql`
        insert into users (account_id, id, email_index, email_sealed, name_sealed, role)
        values (${account}, ${users[account] ?? ""}, ${Buffer.from("same index")}, 'sealed', 'sealed', 'root')`;
      await sql`insert into passwords (account_id, user_id, hash_sealed) values (${account}, ${users[account] ?? ""}, 'x')`;
      await sql`insert into account_profiles (account_id, name_sealed, slug_sealed) values (${account}, 'n', 's')`;
    });
  }
  await cluster.asOwner("eu", cluster.names.cell("eu"), (owner) => owner.unsafe("analyze"));
});
afterAll(() => cluster.close());

const as = <T>(account: AccountId, work: (sql: TransactionSql) => Promise<T>): Promise<T> =>
  cell
    .begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${account}, true)`;
      return { value: await work(sql) };
    })
    .then(({ value }) => value);

/** The SQLSTATE with which a statement is refused, or how many rows it came to. */
const outcomeOf = (statement: PromiseLike<{ readonly count: number }>): Promise<string> =>
  Promise.resolve(statement).then(
    ({ count }) => `${count} rows`,
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "no code"),
  );

const noAccount = "HF001";
const notAllowed = "42501";

/** Tables named `cell_…` are shared by all accounts of a cell, and hold ids alone. */
const guarded = accountTables.filter(({ name }) => !name.startsWith("cell_"));

describe.each(guarded.map(({ name }) => [name]))("table %s", (table) => {
  test("shows and takes nothing without an account, nor with an empty one [C-063] [C-065] [C-070]", async () => {
    for (const setting of [null, ""]) {
      const run = (statement: (sql: TransactionSql) => PromiseLike<{ readonly count: number }>) =>
        outcomeOf(
          cell.begin(async (sql) => {
            if (setting !== null) await sql`select set_config('holdfast.account_id', ${setting}, true)`;
            return statement(sql);
          }),
        );
      const refused = await run((sql) => sql`insert into ${sql(table)} (account_id) values (${globex})`);
      expect([table, refused]).toEqual([table, expect.stringMatching(/^(HF001|42501|23502)$/)]);
      const withEmpty = await run((sql) => sql`insert into ${sql(table)} (account_id) values ('')`);
      expect([table, withEmpty]).toEqual([table, expect.stringMatching(/^(HF001|42501|23502)$/)]);
      // A table without rows has nobody to refuse, so "0 rows" is as good as an error.
      const seen = await run((sql) => sql`select from ${sql(table)}`);
      expect([table, seen]).toEqual([table, expect.stringMatching(/^(HF001|0 rows)$/)]);
    }
  });

  test("has the account first in every index: no constraint answers for another account [C-063]", async () => {
    const indexes = await cell<{ first: string }[]>`
      select a.attname as first from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indrelid = ${table}::regclass`;
    expect(indexes.length).toBeGreaterThan(0);
    expect(new Set(indexes.map(({ first }) => first))).toEqual(new Set(["account_id"]));
  });

  test("cannot be emptied past its policy, nor freed of it", async () => {
    for (const statement of [
      `truncate ${table}`,
      `alter table ${table} disable row level security`,
      `alter table ${table} no force row level security`,
      `drop policy account on ${table}`,
      `create policy mine on ${table} using (true)`,
      `drop table ${table}`,
      `create trigger spy after insert on ${table} execute function suppress_redundant_updates_trigger()`,
    ]) {
      expect([statement, await outcomeOf(as(acme, (sql) => sql.unsafe(statement)))]).toEqual([statement, notAllowed]);
    }
  });
});

describe("an account that is bound", () => {
  const attempt = (statement: (sql: TransactionSql) => PromiseLike<{ readonly count: number }>): Promise<string> =>
    outcomeOf(as(acme, async (sql) => statement(sql)));

  test("sees its own rows alone, however it asks [C-063] [C-064] [C-070]", async () => {
    const questions = [
      "select * from users",
      `select * from users where account_id = '${globex}'`,
      "select * from users where account_id <> current_account()",
      `select * from users where id = '${users[globex]}' or true`,
      "select * from passwords p full join users u on true where u.account_id is distinct from p.account_id",
      `with all_of_them as (select * from users union all select * from users) select * from all_of_them where account_id = '${globex}'`,
      "select * from (table users) t where t.account_id <> current_account()",
      `select * from users, lateral (select * from passwords where account_id = '${globex}') p`,
      "select * from users for update skip locked",
    ];
    for (const question of questions) {
      const rows = await as(acme, (sql) => sql.unsafe<{ accountId: string }[]>(question));
      expect([question, rows.filter((row) => row.accountId !== acme)]).toEqual([question, []]);
    }
  });

  test("writes no row of another, and moves none of its own there [C-063] [C-064]", async () => {
    const row = { id: newId("user", 2), index: Buffer.from("other index") };
    expect(
      await attempt(
        (sql) => sql`
          insert into users (account_id, id, email_index, email_sealed, name_sealed, role)
          values (${globex}, ${row.id}, ${row.index}, 'x', 'x', 'root')`,
      ),
    ).toBe(notAllowed);
    expect(await attempt((sql) => sql`update users set account_id = ${globex}`)).toBe(notAllowed);
    expect(await attempt((sql) => sql`update users set role = 'root' where account_id = ${globex}`)).toBe("0 rows");
    expect(await attempt((sql) => sql`delete from users where account_id = ${globex}`)).toBe("0 rows");
    expect(await attempt((sql) => sql`delete from users where id = ${users[globex] ?? ""}`)).toBe("0 rows");
  });

  test("learns nothing from constraints: another's value and no value are refused alike [C-063]", async () => {
    // The same index as in the other account is no conflict with it.
    const upsert = (id: string) =>
      attempt(
        (sql) => sql`
          insert into users (account_id, id, email_index, email_sealed, name_sealed, role)
          values (${acme}, ${id}, ${Buffer.from("same index")}, 'x', 'x', 'root')
          on conflict (account_id, email_index) do update set role = 'taken over'`,
      );
    expect(await upsert(newId("user", 3))).toBe("1 rows");
    const theirs = await as(globex, (sql) => sql<{ role: string }[]>`select role from users`);
    expect(theirs.map(({ role }) => role)).toEqual(["root"]);
    const reference = (user: string) =>
      attempt((sql) => sql`insert into passwords (account_id, user_id, hash_sealed) values (${acme}, ${user}, 'x')`);
    expect(await reference(users[globex] ?? "")).toBe(await reference(newId("user", 4)));
    const conflict = (user: string) =>
      attempt(
        (sql) => sql`
          insert into passwords (account_id, user_id, hash_sealed) values (${globex}, ${user}, 'x')
          on conflict (account_id, user_id) do update set hash_sealed = 'stolen'`,
      );
    expect(await conflict(users[globex] ?? "")).toBe(notAllowed);
    expect(await conflict(newId("user", 4))).toBe(notAllowed);
  });

  test("gets no further by COPY, cursors, prepared statements or blocks [C-063]", async () => {
    const copied = await as(acme, async (sql) => {
      const chunks: Buffer[] = [];
      const stream = await sql`copy (select * from users) to stdout`.readable();
      for await (const chunk of stream) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString();
    });
    expect(copied).toContain(acme);
    expect(copied).not.toContain(globex);
    for (const statement of [
      "copy users to program 'cat'",
      "copy users to '/tmp/stolen'",
      "select pg_read_file('/etc/passwd')",
      "select lo_import('/etc/passwd')",
    ]) {
      expect([statement, await attempt((sql) => sql.unsafe(statement))]).toEqual([statement, notAllowed]);
    }
    const declared = await as(acme, async (sql) => {
      await sql.unsafe("declare c cursor for select * from users");
      return sql.unsafe<{ accountId: string }[]>("fetch all from c");
    });
    expect(declared.map(({ accountId }) => accountId)).toEqual([acme]);
  });

  test("cannot switch row-level security off, nor its role, nor what its policies ask [C-063] [C-065]", async () => {
    // `row_security = off` is a promise that nothing would be filtered: Postgres refuses instead of showing everything.
    const off = await attempt(async (sql) => {
      await sql`set local row_security = off`;
      return sql`select * from users`;
    });
    expect(off).toBe(notAllowed);
    for (const role of ["postgres", "holdfast_owner", "pg_read_all_data"]) {
      expect(await attempt((sql) => sql.unsafe(`set role ${role}`))).toBe(notAllowed);
      expect(await attempt((sql) => sql.unsafe(`set session authorization ${role}`))).toBe(notAllowed);
    }
    for (const statement of [
      "create or replace function current_account() returns text language sql as $$ select 'x' $$",
      "drop function current_account() cascade",
      "alter function current_account() rename to other",
      "create table public.users_copy as select * from users",
      "create schema mine",
      "update pg_class set relrowsecurity = false",
      "create extension dblink",
    ]) {
      expect([statement, await attempt((sql) => sql.unsafe(statement))]).toEqual([statement, notAllowed]);
    }
  });

  test("is not deceived by a namesake on its search path [C-063]", async () => {
    const rows = await as(acme, async (sql) => {
      await sql.unsafe(
        `create function pg_temp.current_account() returns text language sql as $$ select '${globex}' $$`,
      );
      await sql`set local search_path = pg_temp, public`;
      return sql<{ accountId: string }[]>`select account_id from public.users`;
    });
    expect(rows.map(({ accountId }) => accountId)).toEqual([acme]);
  });

  test("cannot look past the policy with a cheap function that tells what it is given [C-063]", async () => {
    const told = await as(acme, async (sql) => {
      await sql.unsafe(`
        create temp table heard (id text) on commit drop;
        create function pg_temp.tell(id text) returns boolean language plpgsql cost 0.0001 as $$
          begin insert into heard values (id); return true; end $$`);
      await sql.unsafe("select * from users where pg_temp.tell(account_id)");
      return sql<{ id: string }[]>`select distinct id from heard`;
    });
    expect(told.map(({ id }) => id)).toEqual([acme]);
    const statistics = await as(acme, (sql) => sql`select * from pg_stats where tablename in ('users', 'passwords')`);
    expect(statistics).toHaveLength(0);
  });

  test("can be exchanged by whoever can run any SQL at all: what it guards is our own code's mistakes", async () => {
    // Said plainly, so that nobody takes row-level security for more than it is: the keys of the other account are
    // elsewhere, and its rows are ciphertext.
    const rows = await as(acme, async (sql) => {
      await sql`select set_config('holdfast.account_id', ${globex}, true)`;
      return sql<{ emailSealed: Buffer }[]>`select email_sealed from users`;
    });
    expect(rows).toHaveLength(1);
  });

  test("is bound until the transaction ends, and to nobody after it", async () => {
    const single = cluster.serverOf("eu").connect(cluster.names.cell("eu"), "app", { max: 1 });
    const bound = async (sql: Sql): Promise<string> => outcomeOf(sql`select current_account()`);
    expect(await bound(single)).toBe(noAccount);
    await single.begin(async (sql) => {
      await sql`select set_config('holdfast.account_id', ${acme}, true)`;
    });
    expect(await bound(single)).toBe(noAccount);
    await single
      .begin(async (sql) => {
        await sql`select set_config('holdfast.account_id', ${acme}, true)`;
        throw new Error("rolled back");
      })
      .catch(() => {});
    expect(await bound(single)).toBe(noAccount);
    await single`select * from find_sessions(array[${acme}], array['ses_x'])`;
    expect(await bound(single)).toBe(noAccount);
    await single.end();
  });
});
