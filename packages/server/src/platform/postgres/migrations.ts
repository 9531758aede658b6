import { readdir, readFile } from "node:fs/promises";

import { sha256 } from "../../kernel/bytes.ts";
import type { Sql, TransactionSql } from "./server.ts";

/** A deployment has one directory and one keystore; each region has cells, and each dedicated account is a cell. */
export type DatabaseKind = "directory" | "keystore" | "cell";

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

async function migrationsOf(kind: DatabaseKind): Promise<Migration[]> {
  const folder = new URL(`./migrations/${kind}/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), "utf8");
      return { name, text, hash: sha256(text).toString("hex") };
    }),
  );
}

/**
 * Brings a database to the newest schema. Each migration commits alone; a crash leaves it at a whole one.
 * @returns the names that were applied now.
 * @throws when an applied migration is unknown to this program (it is older than the database) or was edited since.
 */
export async function migrate(owner: Sql, kind: DatabaseKind, appRole: string): Promise<string[]> {
  const wanted = await migrationsOf(kind);
  return owner.begin(async (tx) => {
    // However large a table has grown, and however long another process migrates.
    await tx`set local statement_timeout = 0`;
    // One migrating process at a time; the lock goes with the transaction.
    await tx`select pg_advisory_xact_lock(hashtext('holdfast.migrate'))`;
    // Whoever waits for a table's lock holds up everybody who comes after.
    await tx`set local lock_timeout = '15s'`;
    const pending = await compare(tx, kind, wanted);
    for (const migration of pending) {
      await tx.unsafe(migration.text.replaceAll(":app_role", `"${appRole.replaceAll('"', '""')}"`));
      await tx`insert into holdfast_migrations (name, hash) values (${migration.name}, ${migration.hash})`;
    }
    return pending.map((migration) => migration.name);
  });
}

/** What `migrate` would apply, read with any role; a missing table means everything. */
export async function pendingMigrations(sql: Sql, kind: DatabaseKind): Promise<string[]> {
  const wanted = await migrationsOf(kind);
  const [row] = await sql`select to_regclass('holdfast_migrations') is not null as found`;
  if (row?.found !== true) return wanted.map((migration) => migration.name);
  return unapplied(await sql<Applied[]>`select name, hash from holdfast_migrations`, kind, wanted).map((m) => m.name);
}

interface Applied {
  readonly name: string;
  readonly hash: string;
}

async function compare(tx: TransactionSql, kind: DatabaseKind, wanted: readonly Migration[]): Promise<Migration[]> {
  await tx`create table if not exists holdfast_migrations (
    name text primary key, hash text not null, applied_at timestamptz not null default now())`;
  return unapplied(await tx<Applied[]>`select name, hash from holdfast_migrations`, kind, wanted);
}

function unapplied(applied: readonly Applied[], kind: DatabaseKind, wanted: readonly Migration[]): Migration[] {
  const byName = new Map(wanted.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const known = byName.get(row.name);
    if (known === undefined) throw new Error(`the ${kind} database is newer than this program: ${row.name}`);
    if (known.hash !== row.hash) throw new Error(`migration ${kind}/${row.name} was edited after it was applied`);
    byName.delete(row.name);
  }
  return [...byName.values()];
}
