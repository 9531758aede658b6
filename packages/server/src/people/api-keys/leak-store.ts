import type { AccountId, ApiKeyId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";

/** A key that somebody found, known by its hash: no row holds a key. */
export interface FoundKey {
  /** A UUID. */
  readonly id: string;
  readonly accountId: AccountId;
  readonly keyId: ApiKeyId;
  readonly keyHash: Buffer;
  /** How often somebody has begun to look at it. */
  readonly attempts: number;
  readonly reportSealed: Buffer;
}

/** @returns false, with nothing written, where `most` wait already. */
export async function insertFound(directory: Sql, found: readonly FoundKey[], most: number): Promise<boolean> {
  const { count } = await directory`
    insert into leaked_keys (id, account_id, key_id, key_hash, report_sealed)
    select f.id::uuid, f.account_id, f.key_id, decode(f.key_hash, 'hex'), decode(f.report, 'hex')
    from unnest(
      ${found.map(({ id }) => id)}::text[], ${found.map(({ accountId }) => accountId)}::text[],
      ${found.map(({ keyId }) => keyId)}::text[], ${found.map(({ keyHash }) => keyHash.toString("hex"))}::text[],
      ${found.map(({ reportSealed }) => reportSealed.toString("hex"))}::text[]
    ) as f (id, account_id, key_id, key_hash, report)
    where (select count(*) from (select from leaked_keys limit ${most}) as waiting) < ${most}`;
  return count > 0;
}

const longestWaitSeconds = 6 * 3600;

/**
 * Takes some that are due, the oldest first. They are due again in a minute, and later each time: a process that dies
 * with them leaves them to the next.
 */
export async function claimFound(directory: Sql, limit: number): Promise<FoundKey[]> {
  return directory<FoundKey[]>`
    update leaked_keys set attempts = attempts + 1,
      due_at = now() + make_interval(secs => least(${longestWaitSeconds}, 60 * 2 ^ least(attempts, 10)))
    where id in (
      select id from leaked_keys where due_at <= now() order by received_at limit ${limit} for update skip locked)
    returning id, account_id, key_id, key_hash, attempts, report_sealed`;
}

export async function deleteFound(directory: Sql, id: string): Promise<void> {
  await directory`delete from leaked_keys where id = ${id}`;
}
