import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, startDeployment } from "../../../test/support/deployment.ts";
import { settingsOf } from "../../../test/support/settings.ts";
import { loadConfig } from "./config.ts";
import { migrateDatabases } from "./databases.ts";
import { createLog } from "./kernel/log.ts";
import { newId } from "./kernel/ids.ts";

let house: Deployment;
beforeAll(async () => {
  house = await startDeployment();
});
afterAll(() => house.stop());

describe("bringing the databases of dedicated accounts to the newest schema", () => {
  test("visits all of them, and one that cannot be reached is reported and keeps none of the others", async () => {
    const members = [];
    for (let i = 0; i < 3; i += 1) members.push(await house.account({ placement: "dedicated" }));
    const { cluster } = house.runtime;
    // Before the others in order of id, and without a database.
    const lost = newId("account", 0);
    await cluster.directory`
      insert into accounts (id, region, placement, database, state, slug_index)
      values (${lost}, 'eu', 'dedicated', ${cluster.names.dedicated(lost)}, 'active', 'lost')`;
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), Date.now);
    const { config } = loadConfig(settingsOf(cluster));
    const counts: number[] = [];
    const migrated = await migrateDatabases(config, log, (done) => counts.push(done));
    const names = migrated.map(({ database }) => database);
    for (const { accountId } of members) expect(names).toContain(cluster.names.dedicated(accountId));
    expect(migrated.every(({ applied }) => applied.length === 0)).toBe(true);
    expect(counts.at(-1)).toBe(names.length);
    const failures = lines.filter((line) => line.includes("database.migration_failed"));
    expect(failures).toEqual([expect.stringContaining(lost)]);
  });
});
