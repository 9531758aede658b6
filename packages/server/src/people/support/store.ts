import type { SessionId, SupportGrantId } from "@holdfast/contract";

import type { AccountScope, AccountView } from "../../tenancy/directory/index.ts";
import type { Grant, SupportSession } from "./grant.ts";

export async function insertGrant({ sql, accountId }: AccountScope, grant: Grant): Promise<void> {
  await sql`
    insert into support_grants (account_id, id, granted_by, scopes, reason_sealed, created_at, until)
    values (${accountId}, ${grant.id}, ${grant.grantedBy}, ${[...grant.scopes]}, ${grant.reasonSealed},
      ${grant.createdAt}, ${grant.until})`;
}

export async function readGrant({ sql, accountId }: AccountScope, id: SupportGrantId): Promise<Grant | null> {
  const [row] = await sql<Grant[]>`
    select id, granted_by, scopes, reason_sealed, created_at, until, used_at, ended_at, revoked
    from support_grants where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

/** The same, locked: of an opening and a withdrawal at once, the second sees what the first did. */
export async function lockGrant({ sql, accountId }: AccountScope, id: SupportGrantId): Promise<Grant | null> {
  const [row] = await sql<Grant[]>`
    select id, granted_by, scopes, reason_sealed, created_at, until, used_at, ended_at, revoked
    from support_grants where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

/** The newest first. */
export async function listGrantRows(
  { sql, accountId }: AccountScope,
  page: { before: string | null; limit: number },
): Promise<Grant[]> {
  return sql<Grant[]>`
    select id, granted_by, scopes, reason_sealed, created_at, until, used_at, ended_at, revoked
    from support_grants where account_id = ${accountId} and (${page.before}::text is null or id < ${page.before}::text)
    order by id desc limit ${page.limit}`;
}

/** Grants that were not ended yet, whether or not they have run out. */
export async function listStandingGrants({ sql, accountId }: AccountScope): Promise<Grant[]> {
  return sql<Grant[]>`
    select id, granted_by, scopes, reason_sealed, created_at, until, used_at, ended_at, revoked
    from support_grants where account_id = ${accountId} and ended_at is null order by id`;
}

export async function endGrant(
  { sql, accountId }: AccountScope,
  end: { id: SupportGrantId; now: number; revoked: boolean },
): Promise<void> {
  await sql`
    update support_grants set ended_at = ${end.now}, revoked = ${end.revoked}
    where account_id = ${accountId} and id = ${end.id} and ended_at is null`;
}

export async function markUsed({ sql, accountId }: AccountScope, id: SupportGrantId, now: number): Promise<void> {
  await sql`
    update support_grants set used_at = ${now} where account_id = ${accountId} and id = ${id} and used_at is null`;
}

export async function insertSession({ sql, accountId }: AccountScope, row: SupportSession): Promise<void> {
  await sql`
    insert into support_sessions (account_id, id, grant_id, token_hash, name_sealed, opened_at)
    values (${accountId}, ${row.id}, ${row.grantId}, ${row.tokenHash}, ${row.nameSealed}, ${row.openedAt})`;
}

export async function readSession({ sql, accountId }: AccountScope, id: SessionId): Promise<SupportSession | null> {
  const [row] = await sql<SupportSession[]>`
    select id, grant_id, token_hash, name_sealed, opened_at, last_used_at
    from support_sessions where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

export async function listSessionsOn(
  { sql, accountId }: AccountScope,
  grants: readonly SupportGrantId[],
): Promise<SupportSession[]> {
  return sql<SupportSession[]>`
    select id, grant_id, token_hash, name_sealed, opened_at, last_used_at
    from support_sessions where account_id = ${accountId} and grant_id = any (${[...grants]}) order by id`;
}

export async function touchSession({ sql, accountId }: AccountScope, id: SessionId, now: number): Promise<void> {
  await sql`update support_sessions set last_used_at = ${now} where account_id = ${accountId} and id = ${id}`;
}

/** How many support sessions an account has had, and how many were used when their grant was over. */
export async function countOverstayed(
  { sql, accountId }: AccountView,
  toleranceMs: number,
): Promise<{ sessions: number; overstayed: number }> {
  const [row] = await sql<{ sessions: number; overstayed: number }[]>`
    select count(*) as sessions, count(*) filter (
      where s.last_used_at > least(g.until, g.ended_at) + make_interval(secs => ${toleranceMs / 1000})
    ) as overstayed
    from support_sessions s join support_grants g on g.account_id = s.account_id and g.id = s.grant_id
    where s.account_id = ${accountId}`;
  return row ?? { sessions: 0, overstayed: 0 };
}
