import { inject } from "vitest";

import { serverFromSocket, type Sql } from "../../packages/server/src/platform/postgres/index.ts";

/** Whether the tests run on the server that they brought along, where they can be more than a deployment ever is. */
export const hasSuperuser = (): boolean => inject("postgresUrls") === null;

/** A superuser in one database: sees every row whatever the policies say. For looking, and for what a test undoes. */
export async function asSuperuser<T>(database: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const server = serverFromSocket(inject("postgresSocket"), { app: "postgres", owner: "postgres" });
  const sql = server.connect(database, "owner", { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
