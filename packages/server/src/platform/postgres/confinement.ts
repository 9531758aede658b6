import type { Sql } from "./server.ts";

/** Whether the database answers at all. */
export const answers = async (sql: Sql): Promise<boolean> => (await sql`select 1 as one`).length === 1;

/**
 * Refuses to go on when the app role could see past row-level security: a superuser, a role with BYPASSRLS, an owner of
 * tables or somebody who may become one, or a table with `account_id` that is not under a forced policy.
 */
export async function assertRoleIsConfined(sql: Sql): Promise<void> {
  const [role] = await sql<{ name: string; loose: boolean }[]>`
    select rolname as name, (rolsuper or rolbypassrls or rolcreaterole) as loose
    from pg_roles where rolname = current_user`;
  if (role === undefined || role.loose) {
    throw new Error(
      `database role ${role?.name ?? "?"} can bypass row-level security; ` +
        "use a role without SUPERUSER, BYPASSRLS and CREATEROLE",
    );
  }
  const owned = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and pg_has_role(current_user, relowner, 'member')`;
  if (owned.length > 0) {
    throw new Error(`database role ${role.name} owns ${owned[0]?.name ?? "?"}; the app role must own no table`);
  }
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
