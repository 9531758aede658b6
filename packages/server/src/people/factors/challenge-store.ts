import type { ProofMethod, UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

/** A sign-in that waits for another factor, bound to the user whose first one was right. */
export interface Challenge {
  readonly tokenHash: Buffer;
  readonly userId: UserId;
  readonly methods: readonly ProofMethod[];
  readonly failures: number;
}

export async function insertChallenge(
  { sql, accountId }: AccountScope,
  row: Omit<Challenge, "failures"> & { readonly now: number; readonly expiresAt: number },
): Promise<void> {
  await sql`
    insert into sign_in_challenges (account_id, token_hash, user_id, methods, created_at, expires_at)
    values (${accountId}, ${row.tokenHash}, ${row.userId}, ${[...row.methods]}, ${row.now}, ${row.expiresAt})`;
}

/**
 * Locks it: of two completions at once, the second finds nothing. Its user is held before it, as by everything that ends
 * challenges, or the two could wait for each other; a suspended user's challenge is none.
 */
export async function lockLive(
  { sql, accountId }: AccountScope,
  { tokenHash, now }: { tokenHash: Buffer; now: number },
): Promise<Challenge | null> {
  const [row] = await sql<Challenge[]>`
    with holder as materialized (
      select u.id from users u join sign_in_challenges c on c.account_id = u.account_id and c.user_id = u.id
      where u.account_id = ${accountId} and c.token_hash = ${tokenHash} and u.suspended_at is null
      for share of u
    )
    select c.token_hash, c.user_id, c.methods, c.failures from sign_in_challenges c join holder on holder.id = c.user_id
    where c.account_id = ${accountId} and c.token_hash = ${tokenHash} and c.expires_at > ${now} for update of c`;
  return row ?? null;
}

export async function endChallenge({ sql, accountId }: AccountScope, { tokenHash }: Challenge): Promise<void> {
  await sql`delete from sign_in_challenges where account_id = ${accountId} and token_hash = ${tokenHash}`;
}

export async function countFailure({ sql, accountId }: AccountScope, { tokenHash }: Challenge): Promise<void> {
  await sql`
    update sign_in_challenges set failures = failures + 1
    where account_id = ${accountId} and token_hash = ${tokenHash}`;
}

/** Ends every sign-in of a user that waits: what was proved in it is not valid any more. */
export async function endChallengesOf({ sql, accountId }: AccountScope, userId: UserId): Promise<void> {
  await sql`delete from sign_in_challenges where account_id = ${accountId} and user_id = ${userId}`;
}

export async function deleteExpiredChallenges({ sql, accountId }: AccountScope, now: number): Promise<void> {
  await sql`delete from sign_in_challenges where account_id = ${accountId} and expires_at < ${now}`;
}
