import type { AccountId, ProofMethod, SessionId, UserId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import type { AccountScope, AccountView } from "../../tenancy/directory/index.ts";
import { type Session, touchLagMs } from "./session.ts";

export interface SessionRow extends Session {
  readonly deviceSealed: Buffer;
}

export interface RefreshRow extends Session {
  readonly refreshHash: Buffer;
  /** How often the refresh token was exchanged. */
  readonly rotations: number;
  readonly rotatedAt: number;
  readonly refreshKeySealed: Buffer;
  readonly deviceSealed: Buffer;
}

export async function insertSession(
  { sql, accountId }: AccountScope,
  row: SessionRow & Pick<RefreshRow, "refreshHash" | "refreshKeySealed"> & { readonly recovered: boolean },
): Promise<void> {
  await sql`
    insert into sessions (account_id, id, user_id, created_at, last_seen_at, proved_at, factor_proved_at, factor_due_at,
      recovered, methods, expires_at, idle_ms, device_sealed, refresh_hash, refresh_key_sealed, rotated_at)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.createdAt}, ${row.lastSeenAt}, ${row.provedAt},
      ${row.factorProvedAt}, ${row.factorDueAt}, ${row.recovered}, ${[...row.methods]}, ${row.expiresAt}, ${row.idleMs},
      ${row.deviceSealed}, ${row.refreshHash}, ${row.refreshKeySealed}, ${row.createdAt})`;
}

/** Every session of a user that was not revoked, newest first; the caller leaves out those that have run out. */
export async function listUnrevoked({ sql, accountId }: AccountScope, userId: UserId): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select id, user_id, created_at, last_seen_at, proved_at, factor_proved_at, factor_due_at, methods, expires_at, idle_ms,
      revoked_at, device_sealed
    from sessions where account_id = ${accountId} and user_id = ${userId} and revoked_at is null
    order by id desc limit 500`;
}

/** Every session of the account that can be used now, newest first, from before `cursor` on. */
export async function listLive(
  { sql, accountId }: AccountScope,
  page: { before: string | null; limit: number; now: number },
): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select id, user_id, created_at, last_seen_at, proved_at, factor_proved_at, factor_due_at, methods, expires_at, idle_ms,
      revoked_at, device_sealed
    from sessions where account_id = ${accountId} and revoked_at is null and expires_at > ${page.now}
      and last_seen_at + make_interval(secs => (idle_ms + ${touchLagMs}) / 1000.0) > ${page.now}
      and (${page.before}::text is null or id < ${page.before}::text)
    order by id desc limit ${page.limit}`;
}

/** Locks the row: of two refreshes at once, the second sees what the first did. */
export async function lockForRefresh({ sql, accountId }: AccountScope, id: SessionId): Promise<RefreshRow | null> {
  const [row] = await sql<RefreshRow[]>`
    select id, user_id, created_at, last_seen_at, proved_at, factor_proved_at, factor_due_at, methods, expires_at, idle_ms,
      revoked_at, device_sealed, refresh_hash, refresh_key_sealed, rotations, rotated_at
    from sessions where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

export async function rotateRefresh(
  { sql, accountId }: AccountScope,
  rotation: { id: SessionId; next: Buffer; now: number },
): Promise<void> {
  await sql`
    update sessions set refresh_hash = ${rotation.next}, rotations = rotations + 1,
      rotated_at = ${rotation.now}, last_seen_at = greatest(last_seen_at, ${rotation.now})
    where account_id = ${accountId} and id = ${rotation.id}`;
}

/** @returns whether the session was live in the table until now. */
export async function revokeRow(
  { sql, accountId }: AccountScope,
  target: { id: SessionId; userId: UserId; now: number },
): Promise<boolean> {
  const rows = await sql`
    update sessions set revoked_at = ${target.now}
    where account_id = ${accountId} and id = ${target.id} and user_id = ${target.userId} and revoked_at is null
    returning id`;
  return rows.length === 1;
}

/** The same for a session of whomever. @returns whose it was; null when it was not live. */
export async function revokeAnyRow(
  { sql, accountId }: AccountScope,
  id: SessionId,
  now: number,
): Promise<UserId | null> {
  const [row] = await sql<{ userId: UserId }[]>`
    update sessions set revoked_at = ${now}
    where account_id = ${accountId} and id = ${id} and revoked_at is null and expires_at > ${now}
    returning user_id`;
  return row?.userId ?? null;
}

/** Whether the session is or was the user's. */
export async function isOwnSession(
  { sql, accountId }: AccountScope,
  target: { id: SessionId; userId: UserId },
): Promise<boolean> {
  const rows = await sql`
    select from sessions where account_id = ${accountId} and id = ${target.id} and user_id = ${target.userId}`;
  return rows.length === 1;
}

/**
 * Locked in the order of their ids, as by everything that changes several: two that do so at once do not wait for each
 * other.
 * @returns which sessions ended; those that had run out by themselves are not counted.
 */
export async function revokeRowsOfUser(
  { sql, accountId }: AccountScope,
  target: { userId: UserId; keep: SessionId | null; now: number },
): Promise<SessionId[]> {
  const rows = await sql<{ id: SessionId; live: boolean }[]>`
    with target as (
      select id from sessions
      where account_id = ${accountId} and user_id = ${target.userId} and revoked_at is null
        and id <> ${target.keep ?? ""}
      order by id for update
    )
    update sessions s set revoked_at = ${target.now} from target t where s.account_id = ${accountId} and s.id = t.id
    returning s.id, s.expires_at > ${target.now} as live`;
  return rows.filter((row) => row.live).map((row) => row.id);
}

/** What verification needs of a session that was not revoked, and of its user. */
export interface VerifiedRow {
  readonly userId: UserId;
  readonly role: string;
  readonly rights: readonly string[] | null;
  readonly lastSeenAt: number;
  readonly provedAt: number;
  readonly factorProvedAt: number | null;
  readonly factorDueAt: number | null;
  readonly expiresAt: number;
  readonly idleMs: number;
}

/**
 * One round trip for sessions of several accounts: the function binds each account before it reads, and row-level
 * security holds inside it.
 * @returns each in its place, null where there is none
 */
export async function findForVerification(
  cell: Sql,
  wanted: readonly { accountId: AccountId; sessionId: SessionId }[],
): Promise<(VerifiedRow | null)[]> {
  const rows = await cell<(VerifiedRow & { place: number })[]>`select * from find_sessions(
    ${wanted.map(({ accountId }) => accountId)}::text[], ${wanted.map(({ sessionId }) => sessionId)}::text[])`;
  const found: (VerifiedRow | null)[] = wanted.map(() => null);
  for (const row of rows) found[row.place - 1] = row;
  return found;
}

/** Writes what several accounts' sessions were last seen at, in one statement per cell; each under its own account. */
export async function touchRows(
  cell: Sql,
  touches: readonly { accountId: AccountId; sessionId: SessionId; seenAt: number }[],
): Promise<void> {
  await cell`select touch_sessions(
    ${touches.map((touch) => touch.accountId)}::text[],
    ${touches.map((touch) => touch.sessionId)}::text[],
    ${touches.map((touch) => new Date(touch.seenAt).toISOString())}::timestamptz[])`;
}

export type ProofState = Pick<Session, "provedAt" | "factorProvedAt" | "methods">;

/** When and with what a session was proved that is not revoked. */
export async function findProof({ sql, accountId }: AccountScope, id: SessionId): Promise<ProofState | null> {
  const [row] = await sql<ProofState[]>`
    select proved_at, factor_proved_at, methods from sessions
    where account_id = ${accountId} and id = ${id} and revoked_at is null`;
  return row ?? null;
}

/** Writes down that the user of a session has just proved who they are in it. */
export async function creditRow(
  { sql, accountId }: AccountScope,
  credit: { id: SessionId; method: ProofMethod; strong: boolean; now: number },
): Promise<void> {
  await sql`
    update sessions set proved_at = ${credit.now},
      factor_proved_at = case when ${credit.strong} then ${credit.now} else factor_proved_at end,
      methods = case when ${credit.method} = any (methods) then methods else methods || ${credit.method}::text end
    where account_id = ${accountId} and id = ${credit.id} and revoked_at is null`;
}

/**
 * Sets from when on the sessions of users open nothing but the setting up of a factor; null where none is owed. Those
 * that a recovery has opened wait for the factor itself: see `clearFactorDue`.
 */
export async function setFactorDues(
  { sql, accountId }: AccountScope,
  dues: readonly { readonly userId: UserId; readonly dueAt: number | null }[],
): Promise<void> {
  const times = dues.map(({ dueAt }) => (dueAt === null ? "" : new Date(dueAt).toISOString()));
  await sql`
    with target as (
      select s.id, nullif(due.at, '')::timestamptz as due_at from sessions s
      join unnest(${dues.map(({ userId }) => userId)}::text[], ${times}::text[]) as due (user_id, at)
        on due.user_id = s.user_id
      where s.account_id = ${accountId} and s.revoked_at is null and not s.recovered
      order by s.id for update of s
    )
    update sessions s set factor_due_at = t.due_at from target t where s.account_id = ${accountId} and s.id = t.id`;
}

/** A factor is set up: the sessions of its user owe none any more, whatever opened them. */
export async function clearFactorDue({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`
    update sessions set factor_due_at = null, recovered = false
    where account_id = ${accountId} and user_id = ${userId} and revoked_at is null`;
}

/** Ends the other sessions of a user in which nothing was open but the setting up of a factor, and none was proved. */
export async function revokeShutIn(
  { sql, accountId }: AccountScope,
  target: { userId: UserId; keep: SessionId; now: number },
): Promise<number> {
  const rows = await sql`
    update sessions set revoked_at = ${target.now}
    where account_id = ${accountId} and user_id = ${target.userId} and revoked_at is null and id <> ${target.keep}
      and factor_due_at <= ${target.now} and factor_proved_at is null
    returning id`;
  return rows.length;
}

/** Deletes sessions that were revoked, or ran out, before `end`. */
export async function deleteEndedSessions({ sql, accountId }: AccountScope, end: number): Promise<void> {
  await sql`
    delete from sessions where account_id = ${accountId} and (revoked_at < ${end} or expires_at < ${end})`;
}

/** The roles that live sessions are held under; `rights` of the account's own roles, null of built-in ones. */
export async function rolesOfLiveSessions(
  { sql, accountId }: AccountScope,
  now: number,
): Promise<{ role: string; rights: string[] | null }[]> {
  return sql<{ role: string; rights: string[] | null }[]>`
    select distinct u.role, r.rights from sessions s
    join users u on u.account_id = s.account_id and u.id = s.user_id
    left join roles r on r.account_id = u.account_id and r.id = u.role
    where s.account_id = ${accountId} and s.revoked_at is null and s.expires_at > ${now}`;
}

/** Who has a live session, and under which role; `rights` as in `rolesOfLiveSessions`. */
export async function usersOfLiveSessions(
  { sql, accountId }: AccountScope,
  now: number,
): Promise<{ userId: UserId; role: string; rights: string[] | null }[]> {
  return sql<{ userId: UserId; role: string; rights: string[] | null }[]>`
    select distinct s.user_id, u.role, r.rights from sessions s
    join users u on u.account_id = s.account_id and u.id = s.user_id
    left join roles r on r.account_id = u.account_id and r.id = u.role
    where s.account_id = ${accountId} and s.revoked_at is null and s.expires_at > ${now}`;
}

export interface Presence {
  readonly userId: UserId;
  readonly live: number;
  /** By the sessions that are still kept: those that ended are for a month. */
  readonly lastSeenAt: number;
}

/** How many live sessions these users have, and when each was seen last. Who has no session at all is missing. */
export async function presenceOf(
  { sql, accountId }: AccountScope,
  users: readonly UserId[],
  now: number,
): Promise<Presence[]> {
  return sql<Presence[]>`
    select user_id, max(last_seen_at) as last_seen_at, count(*) filter (
      where revoked_at is null and expires_at > ${now}
        and last_seen_at + make_interval(secs => (idle_ms + ${touchLagMs}) / 1000.0) > ${now}) as live
    from sessions where account_id = ${accountId} and user_id = any (${[...users]}) group by user_id`;
}

/** With what the newest live sessions of an account were proved, for a look at it. */
export async function liveStrengths(
  { sql, accountId }: AccountView,
  now: number,
): Promise<Pick<Session, "userId" | "createdAt" | "factorProvedAt">[]> {
  return sql<Pick<Session, "userId" | "createdAt" | "factorProvedAt">[]>`
    select user_id, created_at, factor_proved_at from sessions
    where account_id = ${accountId} and revoked_at is null and expires_at > ${now} order by id desc limit 1000`;
}

/** Brings the ends of live sessions forward, by the role of whose they are; never moves one back. */
export async function shortenSessions(
  { sql, accountId }: AccountScope,
  limits: readonly { role: string; maxMs: number; idleMs: number }[],
): Promise<void> {
  await sql`
    with target as (
      select s.id, l.max_ms, l.idle_ms from sessions s
      join users u on u.account_id = s.account_id and u.id = s.user_id
      join unnest(
        ${limits.map(({ role }) => role)}::text[], ${limits.map(({ maxMs }) => maxMs)}::bigint[],
        ${limits.map(({ idleMs }) => idleMs)}::bigint[]
      ) as l (role, max_ms, idle_ms) on l.role = u.role
      where s.account_id = ${accountId} and s.revoked_at is null
      order by s.id for update of s
    )
    update sessions s set
      expires_at = least(s.expires_at, s.created_at + make_interval(secs => t.max_ms / 1000.0)),
      idle_ms = least(s.idle_ms, t.idle_ms)
    from target t where s.account_id = ${accountId} and s.id = t.id`;
}

/**
 * Locks every session that was not revoked, of a user or of everybody, in the order in which all lock them. For a change
 * that goes over them more than once, before its first.
 */
export async function lockSessions({ sql, accountId }: AccountScope, userId: UserId | null): Promise<void> {
  await sql`
    select count(*) from (
      select id from sessions
      where account_id = ${accountId} and revoked_at is null ${userId === null ? sql`` : sql`and user_id = ${userId}`}
      order by id for update
    ) as locked`;
}
