import type { Sql } from "../../platform/postgres/index.ts";
import type { WrappedKey } from "./key-wrapper.ts";

/** primary: seals and opens. enabled: opens. disabled: neither, for now. destroyed: gone for good. */
export type KeyState = "primary" | "enabled" | "disabled" | "destroyed";

const idColumns = { account_keys: "account_id", deployment_keys: "name" } as const;
export type KeyTable = keyof typeof idColumns;
export const keyTables: readonly KeyTable[] = ["account_keys", "deployment_keys"];

/** Whose keys: an account's, or the deployment's under a name. */
export interface KeyOwner {
  readonly table: KeyTable;
  readonly id: string;
}

export interface KeyRow extends WrappedKey {
  readonly id: string;
  readonly version: number;
  readonly state: KeyState;
  /** The key; empty once destroyed. */
  readonly bytes: Buffer;
  readonly createdAt: number;
  /** When its state last changed. */
  readonly changedAt: number;
}

/** A public half, and the same sealed under the directory's key: the row alone proves nothing. Both in base64url. */
export interface PublicPart {
  readonly x: string;
  readonly sealed: string;
}

export interface PublicKeyRow {
  readonly name: string;
  readonly version: number;
  readonly state: KeyState;
  readonly public: PublicPart;
  readonly createdAt: number;
}

const columnsOf = (sql: Sql, table: KeyTable) =>
  sql`${sql(idColumns[table])} as id, version, state, wrapped as bytes, wrapper_id, created_at, changed_at`;

/** All versions, oldest first, destroyed ones among them. */
export async function readKeys(sql: Sql, { table, id }: KeyOwner): Promise<KeyRow[]> {
  return sql<KeyRow[]>`
    select ${columnsOf(sql, table)} from ${sql(table)} where ${sql(idColumns[table])} = ${id} order by version`;
}

/** False when that version, or a primary, is there already: somebody else was first. */
export async function insertKey(
  sql: Sql,
  owner: KeyOwner,
  key: { version: number; state: "primary" | "enabled"; wrapped: WrappedKey; public?: PublicPart },
): Promise<boolean> {
  const row = {
    [idColumns[owner.table]]: owner.id,
    version: key.version,
    state: key.state,
    wrapped: key.wrapped.bytes,
    wrapper_id: key.wrapped.wrapperId,
    ...(key.public !== undefined && { public: sql.json({ ...key.public }) }),
  };
  const inserted = await sql`insert into ${sql(owner.table)} ${sql(row)} on conflict do nothing`;
  return inserted.count === 1;
}

/** Makes an enabled version the primary and the former primary enabled, at once. Does nothing to other states. */
export async function promoteKey(sql: Sql, { table, id }: KeyOwner, version: number): Promise<void> {
  const mine = sql`${sql(idColumns[table])} = ${id}`;
  await sql.begin(async (tx) => {
    // Locks the versions in one order, so that two promotions wait for each other instead of crossing.
    const rows = await tx<{ version: number; state: KeyState }[]>`
      select version, state from ${tx(table)} where ${mine} order by version for update`;
    if (rows.find((row) => row.version === version)?.state !== "enabled") return;
    await tx`update ${tx(table)} set state = 'enabled', changed_at = now() where ${mine} and state = 'primary'`;
    await tx`update ${tx(table)} set state = 'primary', changed_at = now() where ${mine} and version = ${version}`;
  });
}

export async function setKeyState(
  sql: Sql,
  { table, id }: KeyOwner,
  version: number,
  change: { from: KeyState; to: "enabled" | "disabled" },
): Promise<void> {
  await sql`
    update ${sql(table)} set state = ${change.to}, changed_at = now()
    where ${sql(idColumns[table])} = ${id} and version = ${version} and state = ${change.from}`;
}

/** Overwrites the wrapped key of one disabled version. */
export async function destroyDisabledKey(sql: Sql, { table, id }: KeyOwner, version: number): Promise<void> {
  await sql`
    update ${sql(table)} set state = 'destroyed', wrapped = '', changed_at = now()
    where ${sql(idColumns[table])} = ${id} and version = ${version} and state = 'disabled'`;
}

/** Overwrites every wrapped key of an owner. */
export async function destroyAllKeys(sql: Sql, { table, id }: KeyOwner): Promise<void> {
  await sql`
    update ${sql(table)} set state = 'destroyed', wrapped = '', changed_at = now()
    where ${sql(idColumns[table])} = ${id} and state <> 'destroyed'`;
}

/** Milliseconds since an owner's primary version became it; null when it is the first one. By the database's clock. */
export async function readTimeSincePromotion(sql: Sql, { table, id }: KeyOwner): Promise<number | null> {
  const [row] = await sql<{ milliseconds: number }[]>`
    select (extract(epoch from clock_timestamp() - changed_at) * 1000)::float8 as milliseconds from ${sql(table)}
    where ${sql(idColumns[table])} = ${id} and state = 'primary' and version > 1`;
  return row?.milliseconds ?? null;
}

/** Milliseconds since the epoch by the database's clock. */
export async function readTime(sql: Sql): Promise<number> {
  const [row] = await sql<{ now: number }[]>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;
  if (row === undefined) throw new Error("the database does not know the time");
  return row.now;
}

/** How many accounts have their keys under which root key, and how many of them have older versions that still open. */
export async function countAccountKeys(
  sql: Sql,
): Promise<{ wrapperId: string; accounts: number; withOlder: number; oldestAt: number }[]> {
  return sql<{ wrapperId: string; accounts: number; withOlder: number; oldestAt: number }[]>`
    select wrapper_id, count(*) as accounts, min(created_at) as oldest_at, count(*) filter (where exists (
      select from account_keys o where o.account_id = k.account_id and o.state in ('enabled', 'disabled'))) as with_older
    from account_keys k where state = 'primary' group by wrapper_id order by wrapper_id`;
}

export async function hasAnyKey(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from account_keys) or exists (select from deployment_keys) as found`;
  return row?.found === true;
}

/** Every version of every key of the deployment that is not destroyed, by name. */
export async function readDeploymentKeys(sql: Sql): Promise<KeyRow[]> {
  return sql<KeyRow[]>`
    select ${columnsOf(sql, "deployment_keys")} from deployment_keys where state <> 'destroyed' order by name, version`;
}

/** Drops the private half of enabled signing keys older than `version`: they only verify from now on. */
export async function dropPrivateHalves(sql: Sql, name: string, version: number): Promise<void> {
  await sql`
    update deployment_keys set wrapped = '', changed_at = now()
    where name = ${name} and version < ${version} and state = 'enabled'`;
}

/** Keys that another root key than `wrapperId` wrapped, after `after` in order of id and version. */
export async function readKeysOfOtherRoots(
  sql: Sql,
  table: KeyTable,
  page: { wrapperId: string; after: { id: string; version: number }; limit: number },
): Promise<KeyRow[]> {
  const id = sql(idColumns[table]);
  return sql<KeyRow[]>`
    select ${columnsOf(sql, table)} from ${sql(table)}
    where wrapper_id <> ${page.wrapperId} and wrapped <> '' and (${id}, version) > (${page.after.id}, ${page.after.version})
    order by ${id}, version limit ${page.limit}`;
}

export async function countKeysOfOtherRoots(sql: Sql, table: KeyTable, wrapperId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from ${sql(table)} where wrapper_id <> ${wrapperId} and wrapped <> ''`;
  return row?.count ?? 0;
}

/** Puts the same key under another root, unless it was changed meanwhile: a destroyed key must stay destroyed. */
export async function replaceWrapping(sql: Sql, table: KeyTable, row: KeyRow, wrapped: WrappedKey): Promise<void> {
  await sql`
    update ${sql(table)} set wrapped = ${wrapped.bytes}, wrapper_id = ${wrapped.wrapperId}
    where ${sql(idColumns[table])} = ${row.id} and version = ${row.version} and wrapped = ${row.bytes}`;
}

/** Puts a public half under another seal, unless it was changed meanwhile. */
export async function replacePublicSeal(
  sql: Sql,
  half: { name: string; version: number; sealed: string },
  resealed: string,
): Promise<void> {
  await sql`
    update deployment_keys set public = jsonb_set(public, '{sealed}', to_jsonb(${resealed}::text))
    where name = ${half.name} and version = ${half.version} and public ->> 'sealed' = ${half.sealed}`;
}

/** Public halves of the signing keys in use whose names begin with `prefix`, oldest first. */
export async function readPublicKeys(sql: Sql, prefix: string): Promise<PublicKeyRow[]> {
  return sql<PublicKeyRow[]>`
    select name, version, state, public, created_at from deployment_keys
    where starts_with(name, ${prefix}) and public is not null and state in ('primary', 'enabled')
    order by name, version`;
}
