import { readFile } from "node:fs/promises";

import postgres from "postgres";

export type Sql = postgres.Sql;
/** One transaction that sees the rows of one account and no other. */
export type AccountSql = postgres.TransactionSql;

/** Where the database is, beyond what PGHOST, PGUSER and their like say. */
export interface Place {
  readonly host?: string;
  readonly user?: string;
  readonly database?: string;
}

/** @param url for a server that is reached by an address; the place's database counts before the one in it */
export function connect(place: Place = {}, url?: string): Sql {
  const options = { ...place, max: 8, onnotice: () => {}, transform: { column: { from: postgres.toCamel } } };
  return url === undefined ? postgres(options) : postgres(url, options);
}

/** Makes the desk's tables, once, as the role that owns them; `appRole` may then use them within the policies. */
export async function prepareDatabase(owner: Sql, appRole: string): Promise<void> {
  const schema = await readFile(new URL("./schema.sql", import.meta.url), "utf8");
  await owner.begin(async (tx) => {
    await tx.unsafe(schema).simple();
    await tx`grant select, insert, update, delete on all tables in schema public to ${tx(appRole)}`;
  });
}

/** Runs `work` in a transaction of the account: of the caller's verified token, never of a path or body. */
export async function withAccount<T>(sql: Sql, account: string, work: (tx: AccountSql) => Promise<T>): Promise<T> {
  const done = await sql.begin(async (tx) => {
    await tx`select set_config('desk.account', ${account}, true)`;
    return { result: await work(tx) };
  });
  return done.result;
}
