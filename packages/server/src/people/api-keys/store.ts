import type { AccountId, ApiKeyId, UserId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import type { AccountScope, AccountView } from "../../tenancy/directory/index.ts";
import type { ApiKey, HeldKey } from "./api-key.ts";

type NewKey = Omit<ApiKey, "replacedBy" | "lastUsedAt" | "lastAddressSealed" | "uses"> & {
  readonly secretHash: Buffer;
  readonly noticeDueAt: number | null;
};

export async function insertKey({ sql, accountId }: AccountScope, key: NewKey): Promise<void> {
  await sql`
    insert into api_keys (account_id, id, user_id, name_sealed, secret_hash, scopes, addresses_sealed,
      requests_per_minute, created_at, expires_at, notice_due_at)
    values (${accountId}, ${key.id}, ${key.userId}, ${key.nameSealed}, ${key.secretHash}, ${[...key.scopes]},
      ${key.addressesSealed}, ${key.requestsPerMinute}, ${key.createdAt}, ${key.expiresAt}, ${key.noticeDueAt})`;
}

export interface KeyFilter {
  readonly userId: UserId | null;
  /** Ids below it; null from the newest on. */
  readonly before: string | null;
  /** Live ones that were neither made nor used since; null whether or not they were. */
  readonly unusedSince: number | null;
  readonly now: number;
  readonly limit: number;
}

/** Keys that were not revoked, newest first. */
export async function listKeyRows({ sql, accountId }: AccountScope, filter: KeyFilter): Promise<HeldKey[]> {
  const { userId, before, unusedSince, now, limit } = filter;
  return sql<HeldKey[]>`
    select k.id, k.user_id, k.name_sealed, k.scopes, k.addresses_sealed, k.requests_per_minute, k.created_at,
      k.expires_at, k.replaced_by, k.last_used_at, k.last_address_sealed, k.uses,
      u.role, r.rights, u.suspended_at is not null as suspended
    from api_keys k
    join users u on u.account_id = k.account_id and u.id = k.user_id
    left join roles r on r.account_id = k.account_id and r.id = u.role
    where k.account_id = ${accountId} and k.revoked_at is null
      ${userId === null ? sql`` : sql`and k.user_id = ${userId}`}
      ${before === null ? sql`` : sql`and k.id < ${before}`}
      ${unusedSince === null ? sql`` : sql`and k.expires_at > ${now} and coalesce(k.last_used_at, k.created_at) <= ${unusedSince}`}
    order by k.id desc limit ${limit}`;
}

export async function readHeldKey({ sql, accountId }: AccountScope, id: ApiKeyId): Promise<HeldKey | null> {
  const [row] = await sql<HeldKey[]>`
    select k.id, k.user_id, k.name_sealed, k.scopes, k.addresses_sealed, k.requests_per_minute, k.created_at,
      k.expires_at, k.replaced_by, k.last_used_at, k.last_address_sealed, k.uses,
      u.role, r.rights, u.suspended_at is not null as suspended
    from api_keys k
    join users u on u.account_id = k.account_id and u.id = k.user_id
    left join roles r on r.account_id = k.account_id and r.id = u.role
    where k.account_id = ${accountId} and k.id = ${id}`;
  return row ?? null;
}

export interface LockedKey extends ApiKey {
  readonly secretHash: Buffer;
  readonly revokedAt: number | null;
}

/** Locked: of two that decide about it at once, the second finds what the first has left. */
export async function lockKey({ sql, accountId }: AccountScope, id: ApiKeyId): Promise<LockedKey | null> {
  const [row] = await sql<LockedKey[]>`
    select id, user_id, name_sealed, secret_hash, scopes, addresses_sealed, requests_per_minute, created_at, expires_at,
      revoked_at, replaced_by, last_used_at, last_address_sealed, uses
    from api_keys where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

export async function countKeys({ sql, accountId }: AccountScope, userId: UserId, now: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from api_keys
    where account_id = ${accountId} and user_id = ${userId} and revoked_at is null and expires_at > ${now}`;
  return row?.count ?? 0;
}

/** Keys that work now: how many, how many of them were used or made lately, and how many were made lately. */
export async function countLiveKeys(
  { sql, accountId }: AccountScope,
  since: { now: number; used: number; made: number },
): Promise<{ all: number; used: number; fresh: number }> {
  const [row] = await sql<{ all: number; used: number; fresh: number }[]>`
    select count(*) as all, count(*) filter (where created_at > ${since.made}) as fresh,
      count(*) filter (where coalesce(last_used_at, created_at) > ${since.used}) as used
    from api_keys where account_id = ${accountId} and revoked_at is null and expires_at > ${since.now}`;
  return row ?? { all: 0, used: 0, fresh: 0 };
}

export async function updateKey(
  { sql, accountId }: AccountScope,
  key: Pick<ApiKey, "id" | "nameSealed" | "addressesSealed" | "requestsPerMinute">,
): Promise<void> {
  await sql`
    update api_keys set name_sealed = ${key.nameSealed}, addresses_sealed = ${key.addressesSealed},
      requests_per_minute = ${key.requestsPerMinute}
    where account_id = ${accountId} and id = ${key.id}`;
}

export async function replaceKey(
  { sql, accountId }: AccountScope,
  { id, successor, expiresAt }: { id: ApiKeyId; successor: ApiKeyId; expiresAt: number },
): Promise<void> {
  await sql`
    update api_keys set replaced_by = ${successor}, expires_at = ${expiresAt}, notice_due_at = null
    where account_id = ${accountId} and id = ${id}`;
}

export async function revokeKeyRow({ sql, accountId }: AccountScope, id: ApiKeyId, now: number): Promise<void> {
  await sql`
    update api_keys set revoked_at = ${now}, notice_due_at = null where account_id = ${accountId} and id = ${id}`;
}

/** @returns the keys that could still be used, were it not for this. */
export async function deleteKeyRows(
  { sql, accountId }: AccountScope,
  userId: UserId,
  now: number,
): Promise<ApiKeyId[]> {
  const rows = await sql<{ id: ApiKeyId; live: boolean }[]>`
    delete from api_keys where account_id = ${accountId} and user_id = ${userId}
    returning id, revoked_at is null and expires_at > ${now} as live`;
  return rows.filter(({ live }) => live).map(({ id }) => id);
}

/** Revokes the keys that a user got at or after a moment. @returns which. */
export async function revokeKeysSince(
  { sql, accountId }: AccountScope,
  of: { userId: UserId; since: number; now: number },
): Promise<ApiKeyId[]> {
  const rows = await sql<{ id: ApiKeyId }[]>`
    update api_keys set revoked_at = ${of.now}, notice_due_at = null
    where account_id = ${accountId} and user_id = ${of.userId} and created_at >= ${of.since} and revoked_at is null
    returning id`;
  return rows.map(({ id }) => id);
}

/** What says whether a key that somebody has is live. */
export async function readHash(
  { sql, accountId }: AccountView,
  id: ApiKeyId,
): Promise<Pick<LockedKey, "secretHash" | "revokedAt" | "expiresAt"> | null> {
  const [row] = await sql<Pick<LockedKey, "secretHash" | "revokedAt" | "expiresAt">[]>`
    select secret_hash, revoked_at, expires_at from api_keys where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

/** Deletes keys that were revoked, or ran out, before `end`. */
export async function deleteEndedKeys({ sql, accountId }: AccountScope, end: number): Promise<void> {
  await sql`delete from api_keys where account_id = ${accountId} and (revoked_at < ${end} or expires_at < ${end})`;
}

/** What verification needs of a key that was not revoked, and of its creator, who is not suspended. */
export interface VerifiedKeyRow extends Pick<
  LockedKey,
  "userId" | "secretHash" | "scopes" | "addressesSealed" | "requestsPerMinute" | "expiresAt"
> {
  readonly role: string;
  readonly rights: readonly string[] | null;
}

/** One round trip: the function binds the account before it reads, and row-level security holds inside it. */
export async function findForVerification(
  cell: Sql,
  { accountId, id }: { accountId: AccountId; id: ApiKeyId },
): Promise<VerifiedKeyRow | null> {
  const [row] = await cell<VerifiedKeyRow[]>`select * from find_api_key(${accountId}, ${id})`;
  return row ?? null;
}

export interface KeyTouch {
  readonly id: ApiKeyId;
  readonly uses: number;
  readonly usedAt: number;
  readonly addressSealed: Buffer;
}

/** Adds what several keys of an account were used, in one statement. */
export async function touchKeys({ sql, accountId }: AccountScope, touches: readonly KeyTouch[]): Promise<void> {
  await sql`
    update api_keys k set uses = k.uses + t.uses, last_used_at = greatest(k.last_used_at, t.used_at),
      last_address_sealed = case when t.used_at >= coalesce(k.last_used_at, t.used_at)
        then decode(t.address, 'hex') else k.last_address_sealed end
    from unnest(
      ${touches.map(({ id }) => id)}::text[], ${touches.map(({ uses }) => uses)}::bigint[],
      ${touches.map(({ usedAt }) => new Date(usedAt).toISOString())}::timestamptz[],
      ${touches.map(({ addressSealed }) => addressSealed.toString("hex"))}::text[]
    ) as t (id, uses, used_at, address)
    where k.account_id = ${accountId} and k.id = t.id`;
}

/** Keys whose creator is to be told now how long they live, locked: told by one process alone. */
export async function lockDueKeys({ sql, accountId }: AccountScope, now: number): Promise<ApiKey[]> {
  return sql<ApiKey[]>`
    select id, user_id, name_sealed, scopes, addresses_sealed, requests_per_minute, created_at, expires_at, replaced_by,
      last_used_at, last_address_sealed, uses
    from api_keys where account_id = ${accountId} and notice_due_at <= ${now} and revoked_at is null
    order by id for update`;
}

export async function setNoticeDue(
  { sql, accountId }: AccountScope,
  { id, dueAt }: { id: ApiKeyId; dueAt: number | null },
): Promise<void> {
  await sql`update api_keys set notice_due_at = ${dueAt} where account_id = ${accountId} and id = ${id}`;
}

/** Notes when somebody of the account is to be told next. In the transaction of whatever changes that. */
export async function markNextNotice({ sql, accountId }: AccountScope): Promise<void> {
  await sql`
    with next as (
      select min(notice_due_at) as due_at from api_keys where account_id = ${accountId}
    ), marked as (
      insert into cell_key_notices (account_id, due_at) select ${accountId}, due_at from next where due_at is not null
      on conflict (account_id) do update set due_at = excluded.due_at
    )
    delete from cell_key_notices where account_id = ${accountId}
      and not exists (select from next where due_at is not null)`;
}

/** Accounts of one cell in which somebody is to be told. Ids only. */
export async function accountsToTell(cell: Sql, now: number): Promise<AccountId[]> {
  const rows = await cell<{ accountId: AccountId }[]>`
    select account_id from cell_key_notices where due_at <= ${new Date(now).toISOString()} order by due_at limit 500`;
  return rows.map(({ accountId }) => accountId);
}

/** Keys of an account that live longer than a policy allows. */
export async function longLivedKeys(
  { sql, accountId }: AccountScope,
  { maxMs, now }: { maxMs: number; now: number },
): Promise<Pick<ApiKey, "id" | "createdAt" | "replacedBy">[]> {
  return sql<Pick<ApiKey, "id" | "createdAt" | "replacedBy">[]>`
    select id, created_at, replaced_by from api_keys
    where account_id = ${accountId} and revoked_at is null and expires_at > ${now}
      and expires_at > created_at + make_interval(secs => ${maxMs / 1000}) for update`;
}

export async function setExpiry(
  { sql, accountId }: AccountScope,
  { id, expiresAt }: { id: ApiKeyId; expiresAt: number },
): Promise<void> {
  await sql`update api_keys set expires_at = ${expiresAt} where account_id = ${accountId} and id = ${id}`;
}

/** How many keys an account has, and how many of them were used after their end. */
export async function countMisused(
  { sql, accountId }: AccountView,
  toleranceMs: number,
): Promise<{ keys: number; misused: number }> {
  const [row] = await sql<{ keys: number; misused: number }[]>`
    select count(*) as keys, count(*) filter (
      where last_used_at > least(revoked_at, expires_at) + make_interval(secs => ${toleranceMs / 1000})
    ) as misused
    from api_keys where account_id = ${accountId}`;
  return row ?? { keys: 0, misused: 0 };
}
