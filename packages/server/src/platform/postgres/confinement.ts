import type { Sql } from "./server.ts";

/** Whether the database answers at all. */
export const answers = async (sql: Sql): Promise<boolean> => (await sql`select 1 as one`).length === 1;

/**
 * Refuses to go on when the app role could see past row-level security, or a table with `account_id` is not under a
 * forced policy.
 */
export async function assertRoleIsConfined(sql: Sql): Promise<void> {
  const looseEnd = await findLooseEnd(sql);
  if (looseEnd !== null) throw new Error(looseEnd);
  const open = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and exists (select from pg_proc where proname = 'current_account')
      and not (c.relrowsecurity and c.relforcerowsecurity
               and exists (select from pg_policy p where p.polrelid = c.oid))
      and c.relname not like 'cell\_%'`;
  if (open.length > 0) throw new Error(`table ${open[0]?.name ?? "?"} has no forced row-level security`);
}

/**
 * How the app role could see past row-level security, in a sentence: it is a superuser, has BYPASSRLS, owns tables or may
 * become their owner. Null when there is no way.
 */
export async function findLooseEnd(sql: Sql): Promise<string | null> {
  const [role] = await sql<{ name: string; loose: boolean }[]>`
    select rolname as name, (rolsuper or rolbypassrls or rolcreaterole) as loose
    from pg_roles where rolname = current_user`;
  if (role === undefined || role.loose) {
    return (
      `database role ${role?.name ?? "?"} can bypass row-level security; ` +
      "use a role without SUPERUSER, BYPASSRLS and CREATEROLE"
    );
  }
  const [owned] = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and pg_has_role(current_user, relowner, 'member')`;
  return owned === undefined ? null : `database role ${role.name} owns ${owned.name}; the app role must own no table`;
}
