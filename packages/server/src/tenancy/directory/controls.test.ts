import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import type { Measurement } from "../../kernel/control.ts";
import type { Cluster, Sql } from "../../platform/postgres/index.ts";
import { directoryControls } from "./controls.ts";

let holdfast: Deployment;
let cluster: Cluster;
let dedicated: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  cluster = holdfast.runtime.cluster;
  await holdfast.account();
  dedicated = await holdfast.account({ placement: "dedicated" });
});
afterAll(() => holdfast.stop());

async function measure(name: string): Promise<Measurement> {
  const control = directoryControls(cluster).find((candidate) => candidate.name === name);
  if (control === undefined) throw new Error(`there is no control ${name}`);
  return control.probe();
}

/** Measures while a cell is broken by its owner, and mends it. */
async function whileBroken(name: string, breakIt: string, mend: string, database = cluster.names.cell("eu")) {
  const asOwner = (statement: string) => cluster.asOwner("eu", database, (owner: Sql) => owner.unsafe(statement));
  await asOwner(breakIt);
  try {
    return await measure(name);
  } finally {
    await asOwner(mend);
  }
}

describe("the control of row-level security", () => {
  const name = "isolation.row_level_security";
  const unbroken = {
    unguardedTables: "none",
    tablesShownToStrangers: "none",
    tablesShownWithoutAccount: "none",
    cellsThatInventAnAccount: 0,
    cellsThatRoleCanBypass: 0,
  };

  test("finds every table of every cell guarded [C-063] [C-064] [C-065] [C-066] [C-070]", async () => {
    const { ok, evidence } = await measure(name);
    expect(evidence).toMatchObject({ ...unbroken, cells: 3 });
    expect(evidence["tablesPerCell"]).toBeGreaterThan(8);
    expect(ok).toBe(true);
  });

  test.each([
    {
      fault: "a policy that its owner is exempt from",
      breakIt: "alter table sessions no force row level security",
      mend: "alter table sessions force row level security",
      found: { unguardedTables: "sessions" },
    },
    {
      fault: "a second policy that admits everybody",
      breakIt: "create policy open on users using (true)",
      mend: "drop policy open on users",
      found: { unguardedTables: "users", tablesShownToStrangers: "users", tablesShownWithoutAccount: "users" },
    },
    {
      fault: "a policy that only looks like ours",
      breakIt: "alter policy account on outbox using (account_id = (select current_account()) or attempts > 0)",
      mend: "alter policy account on outbox using (account_id = (select current_account()))",
      found: { unguardedTables: "outbox" },
    },
    {
      fault: "a table of an account that has no policy at all",
      breakIt: "create table extra (note text); grant select on extra to public; insert into extra values ('x')",
      mend: "drop table extra",
      found: { unguardedTables: "extra", tablesShownToStrangers: "extra", tablesShownWithoutAccount: "extra" },
    },
    {
      fault: "a copy that no policy can guard",
      breakIt: "create materialized view copied as select 1 as one; grant select on copied to public",
      mend: "drop materialized view copied",
      found: { unguardedTables: "copied", tablesShownToStrangers: "copied", tablesShownWithoutAccount: "copied" },
    },
  ])("finds $fault", async ({ breakIt, mend, found }) => {
    const { ok, evidence } = await whileBroken(name, breakIt, mend);
    expect(evidence).toMatchObject({ ...unbroken, ...found });
    expect(ok).toBe(false);
  });

  test("finds an app role that owns a table, and so its policies", async () => {
    const database = cluster.names.cell("eu");
    const asOwner = (statement: string) => cluster.asOwner("eu", database, (owner) => owner.unsafe(statement));
    await asOwner("grant create on schema public to holdfast_app");
    await cluster.cell("eu", database)`create table cell_own (x integer)`;
    try {
      const { ok, evidence } = await measure(name);
      expect(evidence).toMatchObject({ ...unbroken, cellsThatRoleCanBypass: 1 });
      expect(ok).toBe(false);
    } finally {
      await cluster.cell("eu", database)`drop table cell_own`;
      await asOwner("revoke create on schema public from holdfast_app");
    }
  });

  test("finds a database that takes the empty string for an account", async () => {
    const body = (check: string) => `create or replace function current_account() returns text language plpgsql stable
      parallel safe as $$ declare id text := current_setting('holdfast.account_id', true);
      begin if id is null ${check} then raise exception 'none' using errcode = 'HF001'; end if; return id; end $$`;
    const { ok, evidence } = await whileBroken(name, body(""), body("or id = ''"));
    expect(evidence).toMatchObject({ ...unbroken, cellsThatInventAnAccount: 1 });
    expect(ok).toBe(false);
  });

  test("looks into dedicated databases as well", async () => {
    const { evidence } = await whileBroken(
      name,
      "alter table users disable row level security",
      "alter table users enable row level security",
      cluster.names.dedicated(dedicated.accountId),
    );
    expect(evidence).toMatchObject({ unguardedTables: "users", tablesShownToStrangers: "users" });
  });
});

describe("the control of dedicated databases", () => {
  const name = "isolation.dedicated_databases";
  // By the owner: the server's own role may not.
  const moveTo = (database: string) =>
    cluster.asOwner(
      null,
      cluster.names.directory,
      (owner) => owner`
      update accounts set database = ${database} where id = ${dedicated.accountId}`,
    );

  test("finds an account alone in its own [C-061]", async () => {
    expect(await measure(name)).toEqual({ ok: true, evidence: { databases: 1, misplaced: 0, shared: 0 } });
  });

  test("finds one that lives among others", async () => {
    await moveTo(cluster.names.cell("eu"));
    try {
      expect(await measure(name)).toEqual({ ok: false, evidence: { databases: 1, misplaced: 1, shared: 1 } });
    } finally {
      await moveTo(cluster.names.dedicated(dedicated.accountId));
    }
  });
});
