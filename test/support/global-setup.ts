import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { TestProject } from "vitest/node";

import {
  migrate,
  type PostgresServer,
  serverFromSocket,
  serverFromUrls,
  startEmbeddedPostgres,
} from "../../packages/server/src/platform/postgres/index.ts";
import { ensureConsole } from "../../scripts/bootstrap/console.mjs";
import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { findChromium } from "./chromium.ts";
import { templates, testRoles } from "./templates.ts";

/**
 * One real Postgres for the whole run, with a migrated template of each kind of database: an embedded one, or one's own.
 * For the latter: TEST_DATABASE_URL (role holdfast_app), TEST_DATABASE_OWNER_URL (role holdfast_owner, createdb) and
 * TEST_DATABASE_SOCKET, the folder of its Unix socket, through which some tests cut connections.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Servers of their own that tests start serve it; a fresh checkout has none.
  await ensureConsole(fileURLToPath(new URL("../..", import.meta.url)), process.env);
  await findChromium();
  const own = ownServer();
  if (own !== null) {
    await makeTemplates(serverFromUrls({ app: new Secret(own.app), owner: new Secret(own.owner) }));
    project.provide("postgresUrls", { app: own.app, owner: own.owner });
    project.provide("postgresDataDir", null);
    project.provide("postgresSocket", own.socket);
    return async () => {};
  }
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  await skipFlushes(postgres.socketDir);
  await makeTemplates(serverFromSocket(postgres.socketDir, testRoles));
  project.provide("postgresUrls", null);
  project.provide("postgresDataDir", dataDir);
  project.provide("postgresSocket", postgres.socketDir);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/**
 * The run's server is thrown away with its data, so nothing that it writes has to outlive the machine. Every dropped
 * database is a checkpoint of all of them: with hundreds, their flushes hold up whatever else runs for many seconds.
 * Servers of tests about crashes are their own.
 */
async function skipFlushes(socketDir: string): Promise<void> {
  const superuser = serverFromSocket(socketDir, { app: "postgres", owner: "postgres" }).connect("postgres", "owner", {
    max: 1,
  });
  await superuser`alter system set fsync = off`;
  await superuser`select pg_reload_conf()`;
  await superuser.end();
}

function ownServer(): { app: string; owner: string; socket: string } | null {
  const { TEST_DATABASE_URL: app, TEST_DATABASE_OWNER_URL: owner, TEST_DATABASE_SOCKET: socket } = process.env;
  if (app === undefined && owner === undefined && socket === undefined) return null;
  if (app === undefined || owner === undefined || socket === undefined) {
    throw new Error("TEST_DATABASE_URL, TEST_DATABASE_OWNER_URL and TEST_DATABASE_SOCKET go together");
  }
  return { app, owner, socket };
}

async function makeTemplates(server: PostgresServer): Promise<void> {
  const owner = server.connect("postgres", "owner", { max: 1 });
  for (const kind of ["directory", "keystore", "cell"] as const) {
    const name = templates[kind];
    await owner`drop database if exists ${owner(name)}`;
    await owner`create database ${owner(name)}`;
    const sql = server.connect(name, "owner", { max: 1 });
    await migrate(sql, kind, testRoles.app);
    await sql.end();
  }
  await owner.end();
}
