import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

import { migrate, serverFromSocket, startEmbeddedPostgres } from "../../packages/server/src/platform/postgres/index.ts";
import { templates, testRoles } from "./templates.ts";

/** One real Postgres for the whole run, with a migrated template of each kind of database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const server = serverFromSocket(postgres.socketDir, testRoles);
  const owner = server.connect("postgres", "owner", { max: 1 });
  for (const kind of ["directory", "keystore", "cell"] as const) {
    const name = templates[kind];
    await owner`create database ${owner(name)}`;
    const sql = server.connect(name, "owner", { max: 1 });
    await migrate(sql, kind, testRoles.app);
    await sql.end();
  }
  await owner.end();
  project.provide("postgresSocket", postgres.socketDir);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
