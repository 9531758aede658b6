import type { AccountId, UserId } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hours } from "../../packages/server/src/kernel/clock.ts";
import type { Sql } from "../../packages/server/src/platform/postgres/index.ts";
import { abandonUnfinished } from "../../packages/server/src/tenancy/accounts/index.ts";
import { prepareAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { createAccountKey } from "../../packages/server/src/tenancy/keys/index.ts";
import { accountTables } from "../../packages/server/src/tenancy/registry/index.ts";
import { newId } from "../../packages/server/src/kernel/ids.ts";
import { type Deployment, goodPassword, mailedToken, signInAs, startDeployment } from "../support/deployment.ts";
import { failEveryCall } from "../support/faults.ts";
import { asSuperuser, hasSuperuser } from "../support/superuser.ts";

/** The creation of an account touches four databases and the root key. Wherever it breaks, nothing of it stays. */
let holdfast: Deployment;
beforeAll(async () => {
  holdfast = await startDeployment({ faults: true });
});
afterAll(() => holdfast.stop());

/** Ids of accounts, by where they were found. */
type Inventory = Readonly<Record<string, ReadonlySet<string>>>;

/** Every trace of an account that a deployment holds, once what runs in the background has come to rest. */
async function inventory(): Promise<Inventory> {
  await holdfast.runtime.background.settled();
  const { cluster } = holdfast.runtime;
  const cell = cluster.names.cell("eu");
  const ids = async (sql: Sql, query: string): Promise<Set<string>> =>
    new Set((await sql.unsafe<{ id: string }[]>(query)).map(({ id }) => id));
  const tables = accountTables.filter(({ name }) => !name.startsWith("cell_")).map(({ name }) => name);
  const inAnyTable = tables.map((name) => `select account_id as id from ${name}`).join(" union ");
  return {
    registered: await ids(cluster.directory, "select id from accounts"),
    addresses: await ids(cluster.directory, "select account_id as id from email_accounts"),
    keys: await ids(cluster.keystore, "select account_id as id from account_keys where state <> 'destroyed'"),
    databases: await ids(
      cluster.directory,
      `select datname as id from pg_database where datname like '${cluster.names.dedicated("acc")}%'`,
    ),
    rows: await asSuperuser(cell, (sql) => ids(sql, inAnyTable)),
    queues: await ids(cluster.cell("eu", cell), "select account_id as id from cell_outbox_accounts"),
  };
}

/** What is there that was not there before. */
const addedTo = (before: Inventory, after: Inventory): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([kind, ids]) => {
      const added = [...ids].filter((id) => before[kind]?.has(id) !== true);
      return added.length === 0 ? [] : [[kind, added]];
    }),
  );

const signUp = (slug: string, placement: "shared" | "dedicated") =>
  holdfast.call({
    method: "POST",
    url: "/v1/accounts",
    body: {
      name: "Acme",
      slug,
      region: "eu",
      placement,
      owner: { email: `${slug}@example.com`, name: "Ada Lovelace", password: goodPassword },
    },
  });

interface Created {
  readonly account: { readonly id: AccountId };
  readonly owner: { readonly id: UserId };
}

/** That an account which was answered for is whole: its mail arrives, and its owner can sign in. */
async function expectWhole(slug: string, created: Created): Promise<void> {
  const email = `${slug}@example.com`;
  const token = await mailedToken(holdfast.inbox, email, "/verify");
  const verified = await holdfast.call({ method: "POST", url: "/v1/auth/verify-email", body: { token } });
  expect(verified.statusCode).toBe(200);
  const member = await signInAs(holdfast, {
    email,
    password: goodPassword,
    slug,
    accountId: created.account.id,
    userId: created.owner.id,
  });
  expect((await holdfast.call({ method: "GET", url: "/v1/audit/events", token: member.token })).statusCode).toBe(200);
}

describe.runIf(hasSuperuser()).each([
  ["shared", "before"],
  ["shared", "after"],
  ["dedicated", "before"],
  ["dedicated", "after"],
] as const)("creating a %s account", (placement, when) => {
  test(`leaves nothing behind when any call fails ${when} it took effect, and the next try works [C-005] [C-061]`, async () => {
    let before = await inventory();
    const whole = async (slug: string, created: Created): Promise<void> => {
      await expectWhole(slug, created);
      before = await inventory();
    };
    const calls = await failEveryCall(when, async (attempt, at) => {
      const slug = `${placement}-${when}-${at}`;
      const answer = await attempt(() => signUp(slug, placement));
      if (answer.statusCode === 201) return whole(slug, answer.json());
      expect([at, answer.statusCode, answer.json().code]).toEqual([at, 503, "service.unavailable"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect([at, addedTo(before, await inventory())]).toEqual([at, {}]);
      if (at % 10 === 0) await whole(slug, (await signUp(slug, placement)).json());
    });
    expect(calls).toBeGreaterThan(40);
  }, 240_000);
});

describe.runIf(hasSuperuser())("an account whose creator has died", () => {
  test("is given up after an hour: its slug is free, its key destroyed, its database gone [C-005]", async () => {
    const { directory, rotation, cluster } = holdfast.runtime;
    const before = await inventory();
    for (const placement of ["shared", "dedicated"] as const) {
      const accountId = newId("account", holdfast.now());
      await prepareAccount(directory, { accountId, slug: `orphan-${placement}`, region: "eu", placement });
      await createAccountKey(directory.keys, accountId);
    }
    expect((await signUp("orphan-shared", "shared")).json().code).toBe("account.slug_taken");
    expect(await abandonUnfinished({ directory, rotation })).toBe(0);
    // By the owner: the server's own role may not.
    await cluster.asOwner(
      null,
      cluster.names.directory,
      (owner) => owner`update accounts set created_at = created_at - interval '2 hours' where state = 'preparing'`,
    );
    expect(await abandonUnfinished({ directory, rotation }, hours(1))).toBe(2);
    expect(addedTo(before, await inventory())).toEqual({});
    expect((await signUp("orphan-shared", "shared")).statusCode).toBe(201);
  });
});
