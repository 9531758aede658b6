import type { AccountId, UserId } from "@holdfast/contract";

import type { Sql, TransactionSql } from "../../platform/postgres/index.ts";
import type { Home } from "./home.ts";

/** Reads an account's home; null when no such account was ever registered. */
export async function readHome(directory: Sql, accountId: AccountId): Promise<Home | null> {
  const [home] = await directory<Home[]>`
    select id as account_id, region, placement, database, state from accounts where id = ${accountId}`;
  return home ?? null;
}

/** The account whose slug has one of these indexes. */
export async function readHomeBySlug(directory: Sql, slugIndexes: readonly Buffer[]): Promise<Home | null> {
  const [home] = await directory<Home[]>`
    select id as account_id, region, placement, database, state from accounts where slug_index in ${directory(slugIndexes)}`;
  return home ?? null;
}

/**
 * Registers an account with the first of its slug's indexes. @returns false when another has the slug: under any index,
 * which a unique constraint would not see while the directory's key is rotated, so one registers at a time.
 */
export async function insertAccount(
  directory: Sql,
  home: Home,
  slugIndexes: readonly [Buffer, ...Buffer[]],
  { keyVersion, unprovenSince }: { keyVersion: number; unprovenSince: number | null },
): Promise<boolean> {
  const { accountId, region, placement, database, state } = home;
  const { count } = await directory.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('holdfast.directory.slugs', 0))`;
    return tx`
      insert into accounts (id, region, placement, database, state, slug_index, slug_key_version, unproven_since)
      select ${accountId}, ${region}, ${placement}, ${database}, ${state}, ${slugIndexes[0]},
        ${keyVersion}, to_timestamp(${unprovenSince === null ? null : unprovenSince / 1000}::float8)
      where not exists (select from accounts where slug_index in ${tx(slugIndexes)})`;
  });
  return count === 1;
}

export async function setAccountState(directory: Sql, accountId: AccountId, state: Home["state"]): Promise<void> {
  await directory`update accounts set state = ${state} where id = ${accountId}`;
}

/** An account as it is registered, erased ones among them. */
export interface RegisteredAccount extends Home {
  readonly createdAt: number;
}

/** All that were ever registered, in order of id. */
export async function readRegistered(directory: Sql, after: string, limit: number): Promise<RegisteredAccount[]> {
  return directory<RegisteredAccount[]>`
    select id as account_id, region, placement, database, state, created_at from accounts
    where id > ${after} order by id limit ${limit}`;
}

/**
 * Takes everything out that leads to an account, and lets its slug go. The row stays, with ids and times: that there was
 * such an account, and that it was erased.
 * @returns how many addresses led to it.
 */
export async function eraseEntries(directory: Sql, accountId: AccountId): Promise<number> {
  return directory.begin(async (tx) => {
    const { count } = await tx`delete from email_accounts where account_id = ${accountId}`;
    await tx`delete from audit_heads where account_id = ${accountId}`;
    // The leaves are signed and stay; with the salt that went above, nobody can tell any more whose they are.
    await tx`update platform_leaves set account_id = null where account_id = ${accountId}`;
    await tx`delete from idempotency_keys where account_id = ${accountId}`;
    await tx`
      update accounts set state = 'erased', slug_index = sha256(convert_to('erased ' || id, 'UTF8'))
      where id = ${accountId}`;
    return count;
  });
}

/** @returns whether the account was being prepared until now. */
export async function activatePrepared(directory: Sql, accountId: AccountId): Promise<boolean> {
  const { count } = await directory`
    update accounts set state = 'active' where id = ${accountId} and state = 'preparing'`;
  return count === 1;
}

/** Forgets an account that was never finished: its slug is free again. @returns whether there was one. */
export async function deletePrepared(directory: Sql, accountId: AccountId): Promise<boolean> {
  const { count } = await directory`delete from accounts where id = ${accountId} and state = 'preparing'`;
  return count === 1;
}

/** Accounts that have been in preparation for longer than any creation takes. */
export async function readUnfinished(directory: Sql, olderThanMs: number): Promise<Home[]> {
  return directory<Home[]>`
    select id as account_id, region, placement, database, state from accounts
    where state = 'preparing' and created_at < now() - make_interval(secs => ${olderThanMs / 1000})`;
}

/** How far an address is known to be the user's own, by its number in the table. */
export const addressProofs = { none: 0, claimed: 1, mailed: 2 } as const;
export type AddressProof = keyof typeof addressProofs;

export async function insertAddress(
  directory: Sql,
  row: { emailIndex: Buffer; keyVersion: number; accountId: AccountId; userId: UserId; proof: AddressProof },
): Promise<void> {
  await directory`
    insert into email_accounts (email_index, key_version, account_id, user_id, proof)
    values (${row.emailIndex}, ${row.keyVersion}, ${row.accountId}, ${row.userId}, ${addressProofs[row.proof]})
    on conflict (email_index, account_id) do update set user_id = excluded.user_id, proof = excluded.proof`;
}

/**
 * Notes that a link which was mailed to the user came back, and that the account is somebody's.
 * @returns false when the account has lapsed or was taken out of use.
 */
export async function raiseProof(
  directory: Sql,
  { accountId, userId }: { accountId: AccountId; userId: UserId },
): Promise<boolean> {
  return directory.begin(async (tx) => {
    const { count } = await tx`
      update accounts set unproven_since = null where id = ${accountId} and state = 'active' and lapsed_at is null`;
    if (count === 0) return false;
    await tx`
      update email_accounts set proof = ${addressProofs.mailed}
      where account_id = ${accountId} and user_id = ${userId}`;
    return true;
  });
}

/**
 * Takes accounts out of use of which nobody has proved an address since `since`; with those that were taken before and
 * are not erased yet. Whoever proves one at the same moment is either in time or refused.
 */
export async function takeLapsed(
  directory: Sql,
  since: number,
  limit: number,
): Promise<{ accountId: AccountId; isNew: boolean }[]> {
  return directory.begin(async (tx) => {
    const taken = await tx<{ accountId: AccountId }[]>`
      update accounts set state = 'sealed', lapsed_at = now(), unproven_since = null
      where id in (
        select id from accounts
        where unproven_since < to_timestamp(${since / 1000}::float8) and state = 'active'
        order by unproven_since limit ${limit} for update skip locked
      ) returning id as account_id`;
    const left = await tx<{ accountId: AccountId }[]>`
      select id as account_id from accounts where lapsed_at is not null and state <> 'erased' order by lapsed_at`;
    const isNew = new Set(taken.map(({ accountId }) => accountId));
    return left.map(({ accountId }) => ({ accountId, isNew: isNew.has(accountId) }));
  });
}

/** Deletes what leads to a user, except by one of these indexes. */
export async function deleteAddressesBut(
  directory: Sql,
  kept: readonly Buffer[],
  { accountId, userId }: { accountId: AccountId; userId: UserId },
): Promise<void> {
  await directory`
    delete from email_accounts where account_id = ${accountId} and user_id = ${userId}
      ${kept.length === 0 ? directory`` : directory`and email_index not in ${directory(kept)}`}`;
}

/**
 * At most `limit` accounts that know an address by one of its indexes, oldest first: of all that do, those where it is
 * proved best.
 */
export async function readAccountsOfAddress(
  directory: Sql,
  emailIndexes: readonly Buffer[],
  limit: number,
): Promise<AccountId[]> {
  const rows = await directory<{ accountId: AccountId }[]>`
    with known as (
      select e.account_id, max(e.proof) as proof from email_accounts e join accounts a on a.id = e.account_id
      where e.email_index in ${directory(emailIndexes)} and a.state = 'active' group by e.account_id
    )
    select account_id from known where proof = (select max(proof) from known) order by account_id limit ${limit}`;
  return rows.map((row) => row.accountId);
}

/** Puts an account's slug under a newer key. */
export async function replaceSlugIndex(
  directory: Sql,
  accountId: AccountId,
  { index, keyVersion }: { index: Buffer; keyVersion: number },
): Promise<void> {
  await directory`
    update accounts set slug_index = ${index}, slug_key_version = ${keyVersion}
    where id = ${accountId} and state <> 'erased'`;
}

/**
 * Adds addresses of an account under a newer key, all of them or none; `indexes` of each begin with the newest. What
 * stands under older keys stays until `deleteOlderAddresses`.
 */
export async function addAddressIndexes(
  directory: Sql,
  { accountId, keyVersion }: { accountId: AccountId; keyVersion: number },
  addresses: readonly { userId: UserId; indexes: readonly [Buffer, ...Buffer[]] }[],
): Promise<void> {
  await directory.begin(async (tx) => {
    for (const { userId, indexes } of addresses) {
      await tx`
        insert into email_accounts (email_index, key_version, account_id, user_id, proof)
        select ${indexes[0]}, ${keyVersion}, ${accountId}, ${userId}, coalesce(max(proof), ${addressProofs.none})
        from email_accounts where account_id = ${accountId} and email_index in ${tx(indexes)}
        having exists (select from accounts where id = ${accountId} and state <> 'erased')
        on conflict (email_index, account_id) do update
          set user_id = excluded.user_id, proof = excluded.proof, key_version = excluded.key_version`;
    }
  });
}

/** Drops an account's addresses under older keys, with those that never led to a user. */
export async function deleteOlderAddresses(directory: Sql, accountId: AccountId, keyVersion: number): Promise<void> {
  await directory`
    delete from email_accounts where account_id = ${accountId} and (key_version is null or key_version < ${keyVersion})`;
}

/** How many slugs and addresses stand under an older version of the directory's key. */
export async function countOlderIndexes(directory: Sql, keyVersion: number): Promise<number> {
  const [row] = await directory<{ count: number }[]>`
    select (select count(*) from accounts
        where state <> 'erased' and (slug_key_version is null or slug_key_version < ${keyVersion}))
      + (select count(*) from email_accounts where key_version is null or key_version < ${keyVersion}) as count`;
  return row?.count ?? 0;
}

/** Every account that has not been erased, a page at a time, for jobs that visit all. */
export async function readHomesAfter(directory: Sql, after: string, limit: number): Promise<Home[]> {
  return directory<Home[]>`
    select id as account_id, region, placement, database, state from accounts
    where id > ${after} and state <> 'erased' order by id limit ${limit}`;
}

/** Active accounts of one sort at random. Reads all that there are: for what runs every few minutes. */
export async function readRandomHomes(
  directory: Sql,
  sort: Pick<Home, "region" | "placement">,
  limit: number,
): Promise<Home[]> {
  return directory<Home[]>`
    select id as account_id, region, placement, database, state from accounts
    where region = ${sort.region} and placement = ${sort.placement} and state = 'active'
    order by random() limit ${limit}`;
}

/** How many accounts a database is registered for. */
export async function countHomesIn(directory: Sql, database: string): Promise<number> {
  const [row] = await directory<{ count: number }[]>`
    select count(*) from accounts where database = ${database} and state <> 'erased'`;
  return row?.count ?? 0;
}

/** What the database that answers calls itself. */
export async function readDatabaseName(cell: Sql): Promise<string | null> {
  const [row] = await cell<{ name: string }[]>`select current_database() as name`;
  return row?.name ?? null;
}

export interface IdempotencyRow {
  readonly key: Buffer;
  readonly requestHash: Buffer;
  readonly state: "running" | "done" | "unknown";
  readonly sealedAnswer: Buffer | null;
  /** It runs for longer than a call does whose process lives. */
  readonly isOverdue: boolean;
}

/**
 * Reserves the first of a key's indexes, unless one stands under any of them that is not a day old.
 * @param lock the same in every process, whatever its primary key: two that reserve at once must not miss each other.
 * @returns null when the key is now the caller's, else what stands there.
 */
export async function reserveIdempotencyKey(
  directory: Sql,
  lock: Buffer,
  indexes: readonly [Buffer, ...Buffer[]],
  row: { requestHash: Buffer; accountId: AccountId | null; claim: string },
): Promise<IdempotencyRow | null> {
  const found = await directory.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock.readBigInt64BE()})`;
    await tx`
      delete from idempotency_keys where key in ${tx(indexes)} and created_at < now() - interval '1 day'`;
    const [held] = await tx<IdempotencyRow[]>`
      select key, request_hash, state, sealed_answer,
        state = 'running' and created_at < now() - interval '1 minute' as is_overdue
      from idempotency_keys where key in ${tx(indexes)}`;
    if (held !== undefined) return { held };
    await tx`
      insert into idempotency_keys (key, request_hash, state, account_id, claim)
      values (${indexes[0]}, ${row.requestHash}, 'running', ${row.accountId}, ${row.claim})`;
    return { held: null };
  });
  return found.held;
}

/** Which run of which key: it alone says how it ended. */
export interface IdempotencyHolder {
  readonly key: Buffer;
  readonly claim: string;
}

export async function answerIdempotencyKey(
  directory: Sql,
  { key, claim }: IdempotencyHolder,
  sealedAnswer: Buffer,
): Promise<void> {
  await directory`
    update idempotency_keys set state = 'done', sealed_answer = ${sealedAnswer}
    where key = ${key} and claim = ${claim}`;
}

export async function doubtIdempotencyKey(directory: Sql, { key, claim }: IdempotencyHolder): Promise<void> {
  await directory`
    update idempotency_keys set state = 'unknown' where key = ${key} and claim = ${claim} and state = 'running'`;
}

export async function freeIdempotencyKey(directory: Sql, { key, claim }: IdempotencyHolder): Promise<void> {
  await directory`delete from idempotency_keys where key = ${key} and claim = ${claim} and state = 'running'`;
}

/** Forgets answers that are no longer repeated. */
export async function pruneIdempotencyKeys(directory: Sql): Promise<void> {
  await directory`delete from idempotency_keys where created_at < now() - interval '1 day'`;
}

/** Binds an account to a transaction: from here on, row-level security lets it see that account's rows alone. */
export async function bindAccount(sql: TransactionSql, accountId: AccountId): Promise<void> {
  await sql`select set_config('holdfast.account_id', ${accountId}, true)`;
}
