import type { UserId } from "@holdfast/contract";

import type { AccountScope, AccountView } from "../../tenancy/directory/index.ts";

export interface TotpRow {
  readonly id: string;
  readonly secretSealed: Buffer;
  readonly confirmedAt: number | null;
  readonly lastStep: number;
  readonly failures: number;
  readonly waitUntil: number | null;
  readonly disabledAt: number | null;
}

/** The app of a user that is confirmed, or the one that is not yet. Locked: of two codes at once, the second sees the first. */
export async function lockTotp(
  { sql, accountId }: AccountScope,
  userId: UserId,
  state: "confirmed" | "pending",
): Promise<TotpRow | null> {
  const [row] = await sql<TotpRow[]>`
    select id, secret_sealed, confirmed_at, last_step, failures, wait_until, disabled_at from totp_factors
    where account_id = ${accountId} and user_id = ${userId} and (confirmed_at is null) = ${state === "pending"}
    for update`;
  return row ?? null;
}

/** The confirmed app of a user, to look at. */
export async function findTotp({ sql, accountId }: AccountScope, userId: UserId) {
  const [row] = await sql<{ confirmedAt: number; disabledAt: number | null }[]>`
    select confirmed_at, disabled_at from totp_factors
    where account_id = ${accountId} and user_id = ${userId} and confirmed_at is not null`;
  return row ?? null;
}

/** The confirmed apps of these users, to look at. */
export async function listTotps({ sql, accountId }: AccountScope, users: readonly UserId[]) {
  return sql<{ userId: UserId; confirmedAt: number; disabledAt: number | null }[]>`
    select user_id, confirmed_at, disabled_at from totp_factors
    where account_id = ${accountId} and user_id = any (${[...users]}) and confirmed_at is not null`;
}

/** Since when who has an app, for a look at an account. */
export async function confirmedApps({ sql, accountId }: AccountView) {
  return sql<{ userId: UserId; confirmedAt: number }[]>`
    select user_id, confirmed_at from totp_factors where account_id = ${accountId} and confirmed_at is not null`;
}

/** Takes the place of one that was begun before and never confirmed. */
export async function insertPending(
  { sql, accountId }: AccountScope,
  row: { id: string; userId: UserId; secretSealed: Buffer; now: number },
): Promise<void> {
  await sql`
    insert into totp_factors (account_id, id, user_id, secret_sealed, created_at)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.secretSealed}, ${row.now})
    on conflict (account_id, user_id, (confirmed_at is null)) do update set
      id = excluded.id, secret_sealed = excluded.secret_sealed, created_at = excluded.created_at,
      last_step = 0, failures = 0, wait_until = null, disabled_at = null`;
}

/** @returns whether there was a confirmed app. */
export async function deleteConfirmed({ sql, accountId }: AccountScope, userId: UserId): Promise<boolean> {
  const rows = await sql`
    delete from totp_factors
    where account_id = ${accountId} and user_id = ${userId} and confirmed_at is not null returning id`;
  return rows.length === 1;
}

/** The confirmed app, and one that is not yet. */
export async function deleteTotps({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from totp_factors where account_id = ${accountId} and user_id = ${userId}`;
}

export async function markConfirmed({ sql, accountId }: AccountScope, id: string, now: number): Promise<void> {
  await sql`update totp_factors set confirmed_at = ${now} where account_id = ${accountId} and id = ${id}`;
}

export async function noteAccepted({ sql, accountId }: AccountScope, id: string, step: number): Promise<void> {
  await sql`
    update totp_factors set last_step = ${step}, failures = 0, wait_until = null
    where account_id = ${accountId} and id = ${id}`;
}

export async function noteWrong(
  { sql, accountId }: AccountScope,
  row: { id: string; failures: number; waitUntil: number | null; disabledAt: number | null },
): Promise<void> {
  await sql`
    update totp_factors set failures = ${row.failures}, wait_until = ${row.waitUntil}, disabled_at = ${row.disabledAt}
    where account_id = ${accountId} and id = ${row.id}`;
}

/** Deletes those that were set up at or after `since`. @returns how many counted for something. */
export async function deleteTotpsSince(
  { sql, accountId }: AccountScope,
  { userId, since }: { userId: UserId; since: number },
): Promise<number> {
  // One that is not confirmed goes whatever its age: somebody may have its secret, and meant to confirm it.
  const rows = await sql<{ confirmedAt: number | null }[]>`
    delete from totp_factors
    where account_id = ${accountId} and user_id = ${userId} and (confirmed_at is null or confirmed_at >= ${since})
    returning confirmed_at`;
  return rows.filter(({ confirmedAt }) => confirmedAt !== null).length;
}
