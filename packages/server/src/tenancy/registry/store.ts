import type { AccountId, UserId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import type { AccountScope, AccountView } from "../directory/index.ts";
import { keyVersionOf, type SealedColumn } from "../keys/index.ts";

/** One transaction of the account at a time holds a lock of this name. */
export async function lockUntilCommit({ sql, accountId }: AccountScope, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`holdfast/${accountId}/${name}`}, 0))`;
}

export interface SealedValue {
  readonly row: string;
  readonly sealed: Buffer;
}

export interface Replacement {
  readonly row: string;
  readonly sealed: Buffer;
  /** The blind index of the same value; null where the column has none. */
  readonly index: Buffer | null;
}

/**
 * The next values of a column that are not under the primary key, in order of their rows, locked. Those that somebody
 * else has locked are left out: a sweep that waits for a request could bring it into a deadlock.
 */
export async function lockOutdated(
  { sql, accountId, keys }: AccountScope,
  { table, column, rowKey }: SealedColumn,
  page: { after: string; limit: number },
): Promise<SealedValue[]> {
  return sql<SealedValue[]>`
    select ${sql(rowKey)} as row, ${sql(column)} as sealed from ${sql(table)}
    where account_id = ${accountId} and ${sql(rowKey)} > ${page.after}
      and substring(${sql(column)} for ${keys.header.length}) <> ${keys.header}
    order by ${sql(rowKey)} limit ${page.limit} for update skip locked`;
}

/** Writes values, and their indexes with them, into rows that `lockOutdated` has locked. */
export async function replaceSealed(
  { sql, accountId }: AccountScope,
  { table, column, rowKey, index }: SealedColumn,
  replacements: readonly Replacement[],
): Promise<void> {
  if (replacements.length === 0) return;
  // As text: the driver would escape a list of bytea twice.
  const base64 = (values: readonly (Buffer | null)[]) => values.map((value) => value?.toString("base64") ?? null);
  await sql`
    update ${sql(table)} as t set ${sql(column)} = decode(fresh.sealed, 'base64')
      ${index === undefined ? sql`` : sql`, ${sql(index.column)} = decode(fresh.index, 'base64')`}
    from unnest(
      ${replacements.map(({ row }) => row)}::text[],
      ${base64(replacements.map(({ sealed }) => sealed))}::text[],
      ${base64(replacements.map(({ index }) => index))}::text[]
    ) as fresh (row, sealed, index)
    where t.account_id = ${accountId} and t.${sql(rowKey)} = fresh.row`;
}

/** The newest values of a column, without opening any: ids sort by time. */
export async function readNewestSealed(
  { sql, accountId }: AccountView,
  { table, column, rowKey }: SealedColumn,
  limit: number,
): Promise<Buffer[]> {
  const rows = await sql<{ sealed: Buffer }[]>`
    select ${sql(column)} as sealed from ${sql(table)}
    where account_id = ${accountId} and ${sql(column)} is not null
    order by ${sql(rowKey)} desc limit ${limit}`;
  return rows.map(({ sealed }) => sealed);
}

/** How many values of a column stand under which version of the account's key; 0 for what is no ciphertext of ours. */
export async function countByVersion(
  { sql, accountId, keys }: AccountScope,
  { table, column }: SealedColumn,
): Promise<Map<number, { values: number; outdated: number }>> {
  const rows = await sql<{ header: Buffer; values: number }[]>`
    select substring(${sql(column)} for ${keys.header.length}) as header, count(*) as values from ${sql(table)}
    where account_id = ${accountId} and ${sql(column)} is not null group by 1`;
  const counts = new Map<number, { values: number; outdated: number }>();
  for (const { header, values } of rows) {
    const version = keyVersionOf(header) ?? 0;
    const sum = counts.get(version) ?? { values: 0, outdated: 0 };
    const outdated = header.equals(keys.header) ? 0 : values;
    counts.set(version, { values: sum.values + values, outdated: sum.outdated + outdated });
  }
  return counts;
}

/** Deletes at most `limit` rows of an account in one transaction of its own. No keys needed. @returns how many */
export async function deleteRows(
  cell: Sql,
  accountId: AccountId,
  { table, limit }: { table: string; limit: number },
): Promise<number> {
  const { count } = await cell.begin(async (sql) => {
    await sql`select set_config('holdfast.account_id', ${accountId}, true)`;
    return sql`
      delete from ${sql(table)} where ctid = any (array(
        select ctid from ${sql(table)} where account_id = ${accountId} limit ${limit}))`;
  });
  return count;
}

/** @returns how many rows were a person's. */
export async function deleteRowsOf(
  { sql, accountId }: AccountScope,
  { table, subject, person }: { table: string; subject: string; person: UserId },
): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)} where account_id = ${accountId} and ${sql(subject)} = ${person}`;
  return count;
}
