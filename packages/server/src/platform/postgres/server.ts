import type { Secret } from "../../kernel/secret.ts";
import { type Postgres, postgres } from "./driver.ts";

/** `timestamptz` is milliseconds since the epoch, `int8` a safe integer. */
const columnTypes = {
  bigint: { to: 20, from: [20], serialize: String, parse: parseSafeInteger },
  time: { to: 1184, from: [1184], serialize: (ms: number) => new Date(ms).toISOString(), parse: Date.parse },
};
interface ColumnTypes extends Record<string, Postgres.PostgresType> {
  bigint: Postgres.PostgresType<number>;
  time: Postgres.PostgresType<number>;
}
interface ColumnValues extends Record<string, unknown> {
  bigint: number;
  time: number;
}

/** A pool. Rows come with camelCase names. */
export type Sql = Postgres.Sql<ColumnValues>;
/** One transaction of a pool. */
export type TransactionSql = Postgres.TransactionSql<ColumnValues>;

/** `app` is confined by row-level security; `owner` creates databases and migrates, and serves no request. */
export type DatabaseRole = "app" | "owner";

/** One Postgres server (or primary and standbys) that holds some of the deployment's databases. */
export interface PostgresServer {
  /** Name of the app role, to which migrations grant. */
  readonly appRole: string;
  /** @throws when `role` is owner and the deployment runs without owner rights. */
  connect(database: string, role: DatabaseRole, pool: { max: number }): Sql;
}

/** This needs the role that creates databases, and the deployment runs without it. */
export class OwnerRightsMissing extends Error {
  constructor() {
    super("this needs HOLDFAST_DATABASE_OWNER_URL, which is not set");
    this.name = "OwnerRightsMissing";
  }
}

/** A server reached by URLs. Their path is ignored: Holdfast names its own databases. */
export function serverFromUrls(urls: { app: Secret<string>; owner: Secret<string> | null }): PostgresServer {
  return {
    appRole: decodeURIComponent(new URL(urls.app.reveal()).username),
    connect(database, role, pool) {
      const url = role === "owner" ? urls.owner : urls.app;
      if (url === null) throw new OwnerRightsMissing();
      const target = new URL(url.reveal());
      target.pathname = `/${database}`;
      return connectTo(target.href, {}, { role, ...pool });
    },
  };
}

/** A server on a private Unix socket, where the operating system vouches for us (peer authentication). */
export function serverFromSocket(socketDir: string, roles: { app: string; owner: string }): PostgresServer {
  return {
    appRole: roles.app,
    connect: (database, role, pool) =>
      connectTo(undefined, { host: socketDir, port: 5432, database, username: roles[role] }, { role, ...pool }),
  };
}

/**
 * Milliseconds: a stuck statement must not hold a connection for ever. The owner's take longer: a database is dropped
 * after a checkpoint of the whole server, which on a busy disk is a matter of a minute. Whoever waits for one over HTTP is
 * answered before.
 */
const statementTimeouts: Readonly<Record<DatabaseRole, number>> = { app: 15_000, owner: 300_000 };

function connectTo(
  url: string | undefined,
  target: Postgres.Options<ColumnTypes>,
  pool: { max: number; role: DatabaseRole },
): Sql {
  const options: Postgres.Options<ColumnTypes> = {
    ...target,
    max: pool.max,
    idle_timeout: 30,
    max_lifetime: 30 * 60,
    connect_timeout: 5,
    // Seconds. The driver's own backoff grows to twenty, for which every request after an outage would be denied.
    backoff: () => 0.1 + Math.random() / 5,
    // `read-write` would accept a hot standby on PostgreSQL >= 14, and every write would fail there.
    target_session_attrs: "primary",
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel } },
    types: columnTypes,
    connection: {
      application_name: "holdfast",
      statement_timeout: statementTimeouts[pool.role],
      // Milliseconds: nor may a forgotten transaction.
      idle_in_transaction_session_timeout: 20_000,
      TimeZone: "UTC",
      // Compiling a statement takes longer than any of ours: 200 ms when a small new table was not analysed yet.
      jit: "off",
    },
  };
  return url === undefined ? postgres<ColumnTypes>(options) : postgres<ColumnTypes>(url, options);
}

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("an int8 does not fit a safe integer");
  return value;
}
