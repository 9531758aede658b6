import type { Sql, TransactionSql } from "./server.ts";

/** Whether the database answers at all. */
export const answers = async (sql: Sql): Promise<boolean> => (await sql`select 1 as one`).length === 1;

/**
 * Refuses to go on when the app role could see past row-level security, or a table of accounts is not under a forced
 * policy.
 */
export async function assertRoleIsConfined(sql: Sql | TransactionSql): Promise<void> {
  const looseEnd = await findLooseEnd(sql);
  if (looseEnd !== null) throw new Error(looseEnd);
  const [cell] = await sql`select from pg_proc where proname = 'current_account'`;
  const open = cell === undefined ? undefined : (await readGuards(sql)).find(({ guarded }) => !guarded);
  if (open !== undefined) throw new Error(`table ${open.name} has no forced row-level security of its own account`);
}

/**
 * How the app role could see past row-level security, in a sentence: it is a superuser, has BYPASSRLS, owns tables, may
 * become somebody who does (`set role`), or can call or read something that runs with the rights of its owner. Null when
 * there is no way.
 */
export async function findLooseEnd(sql: Sql | TransactionSql): Promise<string | null> {
  const [role] = await sql<{ name: string; through: string }[]>`
    select current_user as name, rolname as through from pg_roles
    where pg_has_role(current_user, oid, 'member')
      and (rolsuper or rolbypassrls or rolcreaterole
           or rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))
    order by rolname = current_user desc, rolname limit 1`;
  if (role !== undefined) {
    const how = role.through === role.name ? "" : ` as a member of ${role.through}`;
    return (
      `database role ${role.name} can bypass row-level security${how}; ` +
      "use a role without SUPERUSER, BYPASSRLS and CREATEROLE, and without the rights of one"
    );
  }
  const [owned] = await sql<{ name: string; table: string }[]>`
    select current_user as name, relname as table from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and pg_has_role(current_user, relowner, 'member')`;
  if (owned !== undefined) {
    return `database role ${owned.name} owns ${owned.table}; the app role must own no table`;
  }
  const [lent] = await sql<{ name: string }[]>`
    select proname as name from pg_proc
    where pronamespace = 'public'::regnamespace and prosecdef and has_function_privilege(oid, 'execute')
    union all
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'v' and has_table_privilege(oid, 'select')
      and not coalesce(reloptions @> array['security_invoker=true'], false)`;
  return lent === undefined ? null : `${lent.name} runs with the rights of its owner, and the app role can use it`;
}

/** How a policy reads that admits the rows of the bound account and no other (`make_account_table`). */
const ofBoundAccount = String.raw`^\(account_id = \( ?select current_account\(\)( as current_account)?\)\)$`;

/**
 * Every table of a cell but those that all accounts share by design, `cell_…`. A materialised view or a foreign table
 * counts, and can have no policy. A second policy would be joined to the first with OR.
 */
export async function readGuards(cell: Sql | TransactionSql): Promise<{ name: string; guarded: boolean }[]> {
  return cell<{ name: string; guarded: boolean }[]>`
    select relname as name, relrowsecurity and relforcerowsecurity
      and (select count(*) from pg_policy p where p.polrelid = c.oid) = 1
      and exists (
        select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
          and pg_get_expr(p.polqual, p.polrelid) ~* ${ofBoundAccount}
          and pg_get_expr(p.polwithcheck, p.polrelid) ~* ${ofBoundAccount}) as guarded
    from pg_class c
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'f')
      and not starts_with(relname, 'cell_') and relname <> 'holdfast_migrations'
    order by relname`;
}
