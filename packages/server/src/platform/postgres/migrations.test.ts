import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testRoles } from "../../../../../test/support/templates.ts";
import { testCluster, testServer } from "../../../../../test/support/test-server.ts";
import { type Cluster, migrate, type Sql } from "./index.ts";

let cluster: Cluster;
let owner: Sql;
let other: Sql;
beforeAll(async () => {
  cluster = await testCluster();
  const connect = (): Sql => testServer().connect(cluster.names.keystore, "owner", { max: 1 });
  [owner, other] = [connect(), connect()];
});
afterAll(async () => {
  await Promise.all([owner.end(), other.end(), cluster.close()]);
});

const timeoutOf = async (sql: Sql): Promise<unknown> =>
  (await sql`select current_setting('statement_timeout') as timeout`)[0]?.["timeout"];

describe("the owner of the databases", () => {
  test("has minutes for a statement, where a request has seconds: dropping a database takes a checkpoint", async () => {
    expect([await timeoutOf(owner), await timeoutOf(cluster.directory)]).toEqual(["5min", "15s"]);
  });
});

describe("a migration", () => {
  test("waits for another process that migrates, longer than any other statement may take", async () => {
    await owner`set statement_timeout = '1s'`;
    const isHeld = Promise.withResolvers<void>();
    const migrating = other.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('holdfast.migrate'))`;
      isHeld.resolve();
      await sleep(2_000);
    });
    await isHeld.promise;
    expect(await migrate(owner, "keystore", testRoles.app)).toEqual([]);
    await migrating;
    expect(await timeoutOf(owner)).toBe("1s");
    await owner`reset statement_timeout`;
  });
});
