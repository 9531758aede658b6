import type { TestProject } from "vitest/node";

import { migrate, serverFromSocket } from "../../packages/server/src/platform/postgres/index.ts";
import { templates, testRoles } from "./templates.ts";

/** One real Postgres for the whole run, with a migrated template of each kind of database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const socketDir = "/tmp/pg15/sock";
  const server = serverFromSocket(socketDir, testRoles);
  const owner = server.connect("postgres", "owner", { max: 1 });
  for (const [kind, name] of Object.entries(templates)) {
    await owner`drop database if exists ${owner(name)}`;
    await owner`create database ${owner(name)}`;
    const sql = server.connect(name, "owner", { max: 1 });
    await migrate(sql, kind as keyof typeof templates, testRoles.app);
    await sql.end();
  }
  await owner.end();
  project.provide("postgresSocket", socketDir);
  return async () => {};
}
