import type { AccountId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";

/** Says that the account sends something, and when it is to be looked after. */
export async function upsertSender(
  directory: Sql,
  sender: { accountId: AccountId; announcedAt: number; dueAt: number },
): Promise<void> {
  await directory`
    insert into senders (account_id, announced_at, due_at)
    values (${sender.accountId}, ${sender.announcedAt}, ${sender.dueAt})
    on conflict (account_id) do update
      set announced_at = excluded.announced_at, due_at = least(senders.due_at, excluded.due_at)`;
}

/** Of these accounts, those that send something are looked after next. */
export async function tellSenders(directory: Sql, accounts: readonly AccountId[]): Promise<void> {
  await directory`update senders set told = true where account_id = any (${[...accounts]}::text[])`;
}

/** Takes accounts that are due, for as long as the lease says: a process that dies leaves them to the others. */
export async function claimSenders(
  directory: Sql,
  claim: { now: number; leasedUntil: number; limit: number },
): Promise<AccountId[]> {
  const rows = await directory<{ accountId: AccountId }[]>`
    update senders set leased_until = ${claim.leasedUntil}, told = false
    where account_id in (
      select account_id from senders
      where (told or due_at <= ${claim.now}) and (leased_until is null or leased_until <= ${claim.now})
      order by due_at limit ${claim.limit} for update skip locked)
    returning account_id`;
  return rows.map(({ accountId }) => accountId);
}

export async function releaseSender(
  directory: Sql,
  release: { accountId: AccountId; leasedUntil: number; dueAt: number },
): Promise<void> {
  await directory`
    update senders set leased_until = null, due_at = ${release.dueAt}
    where account_id = ${release.accountId} and leased_until = ${release.leasedUntil}`;
}

/** Unless it was announced lately: then what it is to send may not have committed yet. @returns whether it is gone. */
export async function removeSender(
  directory: Sql,
  claim: { accountId: AccountId; leasedUntil: number; announcedBefore: number },
): Promise<boolean> {
  const { count } = await directory`
    delete from senders
    where account_id = ${claim.accountId} and leased_until = ${claim.leasedUntil} and not told
      and announced_at < ${claim.announcedBefore}`;
  return count === 1;
}
