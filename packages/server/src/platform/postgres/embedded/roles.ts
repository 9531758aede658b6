import { type Postgres, postgres } from "../driver.ts";

/** Roles of the server, all for the one operating system user that runs node. */
export const roles = {
  /** The supervisor's. */
  superuser: "postgres",
  /** Creates databases and owns what is in them. */
  owner: "holdfast_owner",
  /** Serves requests, confined by row-level security. */
  app: "holdfast_app",
} as const;

export type EmbeddedRole = (typeof roles)[keyof typeof roles];

/** Makes the roles that are missing. */
export async function makeRoles(socketFolder: string): Promise<void> {
  await asSuperuser(socketFolder, async (sql) => {
    const found = await sql<{ rolname: string }[]>`select rolname from pg_roles`;
    const names = new Set(found.map(({ rolname }) => rolname));
    if (!names.has(roles.owner)) await sql`create role ${sql(roles.owner)} login createdb`;
    if (!names.has(roles.app)) await sql`create role ${sql(roles.app)} login`;
  });
}

/** Tells which server listens there: `initdb` gives data their identifier once and for all. */
export async function identify(socketFolder: string): Promise<string> {
  return asSuperuser(socketFolder, async (sql) => {
    const [row] = await sql<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`;
    if (row === undefined) throw new Error("pg_control_system() gave no row");
    return row.id;
  });
}

async function asSuperuser<T>(socketFolder: string, work: (sql: Postgres.Sql) => Promise<T>): Promise<T> {
  const options = { host: socketFolder, username: roles.superuser, database: "postgres", max: 1, connect_timeout: 10 };
  const sql = postgres({ ...options, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
