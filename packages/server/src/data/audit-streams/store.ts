import type { AuditStreamId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Stream } from "./stream.ts";

type Tables = Pick<AccountScope, "sql" | "accountId">;

const columns = ({ sql }: Pick<Tables, "sql">) => sql`
  id, format, url_sealed, authority_sealed, authorization_sealed, cursor, leased_until, failures, failing_since,
  failure, rests_until, told_at, sent_at, disabled_at, created_at`;

type NewStream = Pick<
  Stream,
  "id" | "format" | "urlSealed" | "authoritySealed" | "authorizationSealed" | "cursor" | "createdAt"
>;

export async function insertStream({ sql, accountId }: Tables, row: NewStream): Promise<void> {
  await sql`
    insert into audit_streams (account_id, id, format, url_sealed, authority_sealed, authorization_sealed, cursor,
      created_at)
    values (${accountId}, ${row.id}, ${row.format}, ${row.urlSealed}, ${row.authoritySealed},
      ${row.authorizationSealed}, ${row.cursor}, ${row.createdAt})`;
}

export async function listStreamRows(tables: Tables): Promise<Stream[]> {
  const { sql, accountId } = tables;
  return sql<Stream[]>`select ${columns(tables)} from audit_streams where account_id = ${accountId} order by id`;
}

export async function lockStream(tables: Tables, id: AuditStreamId): Promise<Stream | null> {
  const { sql, accountId } = tables;
  const [row] = await sql<Stream[]>`
    select ${columns(tables)} from audit_streams where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

export async function updateState(
  { sql, accountId }: Tables,
  row: { id: AuditStreamId; disabledAt: number | null; cursor: number },
): Promise<void> {
  await sql`
    update audit_streams set disabled_at = ${row.disabledAt}, cursor = ${row.cursor}, failures = 0,
      failing_since = null, failure = null, rests_until = null, told_at = null
    where account_id = ${accountId} and id = ${row.id}`;
}

/** Takes a stream for this process alone. Null for one that rests, is halted, or is somebody else's at present. */
export async function claimStream(
  tables: Tables,
  claim: { id: AuditStreamId; now: number; leasedUntil: number },
): Promise<Stream | null> {
  const { sql, accountId } = tables;
  const [row] = await sql<Stream[]>`
    update audit_streams set leased_until = ${claim.leasedUntil}
    where account_id = ${accountId} and id = ${claim.id} and disabled_at is null
      and (leased_until is null or leased_until <= ${claim.now}) and (rests_until is null or rests_until <= ${claim.now})
    returning ${columns(tables)}`;
  return row ?? null;
}

/** Unless somebody has set it elsewhere meanwhile. */
export async function advanceStream(
  { sql, accountId }: Tables,
  step: { id: AuditStreamId; from: number; to: number; now: number },
): Promise<boolean> {
  const { count } = await sql`
    update audit_streams set cursor = ${step.to}, sent_at = ${step.now}, failures = 0, failing_since = null,
      failure = null, rests_until = null, told_at = null
    where account_id = ${accountId} and id = ${step.id} and cursor = ${step.from}`;
  return count === 1;
}

export type Failing = Pick<Stream, "failures" | "failingSince" | "failure" | "restsUntil" | "toldAt">;

export async function markFailing({ sql, accountId }: Tables, id: AuditStreamId, failing: Failing): Promise<void> {
  await sql`
    update audit_streams set failures = ${failing.failures}, failing_since = ${failing.failingSince},
      failure = ${failing.failure}, rests_until = ${failing.restsUntil}, told_at = ${failing.toldAt}
    where account_id = ${accountId} and id = ${id}`;
}

export async function releaseStream({ sql, accountId }: Tables, id: AuditStreamId): Promise<void> {
  await sql`update audit_streams set leased_until = null where account_id = ${accountId} and id = ${id}`;
}

export async function deleteStream({ sql, accountId }: Tables, id: AuditStreamId): Promise<void> {
  await sql`delete from audit_streams where account_id = ${accountId} and id = ${id}`;
}
