import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startEmbeddedPostgres } from "../../../packages/server/src/platform/postgres/index.ts";
import { connect, prepareDatabase } from "../src/database.ts";
import { end, environmentOfOthers, startHoldfast, startProcess } from "./holdfast-process.ts";
import { type DemoAccount, seedAccounts } from "./seed-accounts.ts";
import { seedTickets } from "./seed-tickets.ts";

export interface Demo {
  readonly deskUrl: string;
  readonly holdfastUrl: string;
  readonly accounts: readonly DemoAccount[];
  close(): Promise<void>;
}

export interface DemoOptions {
  readonly holdfastPort: number;
  readonly deskPort: number;
  /** Hears what is being done, for somebody who waits. */
  readonly say?: (what: string) => void;
}

/** Holdfast and the desk side by side, with two customers in them. Everything is made anew, and gone at the end. */
export async function startDemo({ holdfastPort, deskPort, say = () => {} }: DemoOptions): Promise<Demo> {
  const deskUrl = `http://localhost:${deskPort}`;
  const dataDir = await mkdtemp(join(tmpdir(), "holdfast-desk-"));
  const cleanUps: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  };
  try {
    say("Starting Holdfast, with a database of its own …");
    const holdfast = await startHoldfast(dataDir, holdfastPort);
    cleanUps.push(() => holdfast.stop());

    say("Making two customer accounts, their people and their tickets …");
    const accounts = await seedAccounts(holdfast.url, deskUrl);
    const database = await makeDatabase(dataDir, accounts);

    say("Starting the desk …");
    const guardToken = await holdfast.operate("guards", "token", "--record");
    const desk = await startDesk({
      port: deskPort,
      url: deskUrl,
      holdfastUrl: holdfast.url,
      guardToken,
      database,
      accounts,
    });
    cleanUps.push(() => end(desk));
    return { deskUrl, holdfastUrl: holdfast.url, accounts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Database {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

/** One more database in the PostgreSQL that Holdfast runs. Its owner makes the tables; the desk is not their owner. */
async function makeDatabase(dataDir: string, accounts: readonly DemoAccount[]): Promise<Database> {
  const postgres = await startEmbeddedPostgres({ dataDir, mode: "attach", log: () => {} });
  const maintenance = connect(postgres.connection("postgres", "holdfast_owner"));
  await maintenance`create database desk`;
  await maintenance.end();

  const place = postgres.connection("desk", "holdfast_app");
  const owner = connect(postgres.connection("desk", "holdfast_owner"));
  await prepareDatabase(owner, place.user);
  await owner.end();

  const app = connect(place);
  for (const account of accounts) await seedTickets(app, account);
  await app.end();
  return place;
}

interface DeskPlace {
  readonly port: number;
  readonly url: string;
  readonly accounts: readonly DemoAccount[];
  readonly holdfastUrl: string;
  readonly guardToken: string;
  readonly database: Database;
}

function startDesk({ port, url, holdfastUrl, guardToken, database, accounts }: DeskPlace): Promise<ChildProcess> {
  const env = {
    ...environmentOfOthers(),
    DESK_PORT: String(port),
    DESK_URL: url,
    HOLDFAST_URL: holdfastUrl,
    HOLDFAST_GUARD_TOKEN: guardToken,
    DESK_WEBHOOKS: accounts.map(({ id, webhookSecret }) => `${id}=${webhookSecret ?? ""}`).join(","),
    PGHOST: database.host,
    PGUSER: database.user,
    PGDATABASE: database.database,
  };
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  return startProcess([main], env, url);
}
