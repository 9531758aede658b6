import type { PasskeyId, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Passkey } from "./passkey.ts";

export interface PasskeyRow extends Passkey {
  readonly nameSealed: Buffer;
  readonly lastDeviceSealed: Buffer | null;
}

/** Of two changes of one user's passkeys at once, the second sees what the first did. */
export async function lockPasskeysOf({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`holdfast/${accountId}/passkeys/${userId}`}, 0))`;
}

export async function listRows({ sql, accountId }: AccountScope, userId: UserId): Promise<PasskeyRow[]> {
  return sql<PasskeyRow[]>`
    select * from passkeys where account_id = ${accountId} and user_id = ${userId} order by id`;
}

export async function findRow(
  { sql, accountId }: AccountScope,
  target: { id: PasskeyId; userId: UserId },
): Promise<PasskeyRow | null> {
  const [row] = await sql<PasskeyRow[]>`
    select * from passkeys
    where account_id = ${accountId} and id = ${target.id} and user_id = ${target.userId} for update`;
  return row ?? null;
}

/** Locks the row: of two answers at once, the second is held against the counter that the first left. */
export async function lockByCredential(
  { sql, accountId }: AccountScope,
  credentialId: string,
): Promise<PasskeyRow | null> {
  const [row] = await sql<PasskeyRow[]>`
    select * from passkeys where account_id = ${accountId} and credential_id = ${credentialId} for update`;
  return row ?? null;
}

/** @returns whether it was stored; it is not when the account knows the credential already. */
export async function insertPasskey({ sql, accountId }: AccountScope, row: PasskeyRow): Promise<boolean> {
  const rows = await sql`
    insert into passkeys (account_id, id, user_id, credential_id, public_key, sign_count, backup_eligible, backed_up,
      verifies_user, transports, name_sealed, created_at)
    values (${accountId}, ${row.id}, ${row.userId}, ${row.credentialId}, ${row.publicKey}, ${row.signCount},
      ${row.backupEligible}, ${row.backedUp}, ${row.verifiesUser}, ${[...row.transports]}, ${row.nameSealed},
      ${row.createdAt})
    on conflict (account_id, credential_id) do nothing returning id`;
  return rows.length === 1;
}

export async function updateName(
  { sql, accountId }: AccountScope,
  change: { id: PasskeyId; nameSealed: Buffer },
): Promise<void> {
  await sql`update passkeys set name_sealed = ${change.nameSealed} where account_id = ${accountId} and id = ${change.id}`;
}

export async function updateUse(
  { sql, accountId }: AccountScope,
  use: Pick<Passkey, "id" | "signCount" | "backedUp" | "verifiesUser"> & { now: number; lastDeviceSealed: Buffer },
): Promise<void> {
  await sql`
    update passkeys set sign_count = ${use.signCount}, backed_up = ${use.backedUp},
      verifies_user = ${use.verifiesUser}, last_used_at = ${use.now}, last_device_sealed = ${use.lastDeviceSealed}
    where account_id = ${accountId} and id = ${use.id}`;
}

export async function markCloned({ sql, accountId }: AccountScope, id: PasskeyId, now: number): Promise<void> {
  await sql`update passkeys set cloned_at = ${now} where account_id = ${accountId} and id = ${id}`;
}

export async function deleteRow({ sql, accountId }: AccountScope, id: PasskeyId): Promise<void> {
  await sql`delete from passkeys where account_id = ${accountId} and id = ${id}`;
}

/** Every passkey of a user, for somebody who has lost them all. */
export async function deletePasskeysOf({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from passkeys where account_id = ${accountId} and user_id = ${userId}`;
}

/** How many passkeys these users have, and how many of them are refused as copied. Who has none is missing. */
export async function countByUser(
  { sql, accountId }: AccountScope,
  users: readonly UserId[],
): Promise<{ userId: UserId; usable: number; copied: number }[]> {
  return sql<{ userId: UserId; usable: number; copied: number }[]>`
    select user_id, count(*) filter (where cloned_at is null) as usable,
      count(*) filter (where cloned_at is not null) as copied
    from passkeys where account_id = ${accountId} and user_id = any (${[...users]}) group by user_id`;
}

/** @returns whether it was unspent until now. Of two at once, the second waits for the first. */
export async function spend(
  { sql, accountId }: AccountScope,
  challenge: { hash: Buffer; expiresAt: number },
): Promise<boolean> {
  const rows = await sql`
    insert into spent_challenges (account_id, challenge_hash, expires_at)
    values (${accountId}, ${challenge.hash}, ${challenge.expiresAt})
    on conflict do nothing returning challenge_hash`;
  return rows.length === 1;
}

/** Deletes challenges that had run out before `end`. */
export async function deleteSpentChallenges({ sql, accountId }: AccountScope, end: number): Promise<void> {
  await sql`delete from spent_challenges where account_id = ${accountId} and expires_at < ${end}`;
}

/** Deletes those that were registered at or after `since`. @returns how many. */
export async function deletePasskeysSince(
  { sql, accountId }: AccountScope,
  { userId, since }: { userId: UserId; since: number },
): Promise<number> {
  const { count } = await sql`
    delete from passkeys where account_id = ${accountId} and user_id = ${userId} and created_at >= ${since}`;
  return count;
}
