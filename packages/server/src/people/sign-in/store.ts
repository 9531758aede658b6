import type { UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** How long somebody may take to finish a recovery once its wait is over. */
export const recoveryLapseMs = days(7);

/** A recovery that is open: somebody without second factors who waits to set up new ones. */
export interface Recovery {
  readonly userId: UserId;
  readonly startedAt: number;
  readonly readyAt: number;
  /** Whether a mailed link was the other proof beside the password; else an administrator vouched. */
  readonly byMail: boolean;
}

/** One that is open already stays as it is: asking again neither shortens nor restarts its wait. */
export async function openRecovery({ sql, accountId }: AccountScope, recovery: Recovery): Promise<void> {
  await sql`
    insert into recoveries (account_id, user_id, started_at, ready_at, by_mail)
    values (${accountId}, ${recovery.userId}, ${recovery.startedAt}, ${recovery.readyAt}, ${recovery.byMail})
    on conflict do nothing`;
}

export async function findRecovery({ sql, accountId }: AccountScope, userId: UserId): Promise<Recovery | null> {
  const [row] = await sql<Recovery[]>`
    select user_id, started_at, ready_at, by_mail from recoveries
    where account_id = ${accountId} and user_id = ${userId}`;
  return row ?? null;
}

/** @returns whether there was one: of finishing and cancelling at once, one finds it. */
export async function closeRecovery({ sql, accountId }: AccountScope, userId: UserId): Promise<boolean> {
  const rows = await sql`
    delete from recoveries where account_id = ${accountId} and user_id = ${userId} returning user_id`;
  return rows.length === 1;
}

/** Deletes what nobody has finished. */
export async function deleteLapsedRecoveries({ sql, accountId }: AccountScope, now: number): Promise<void> {
  await sql`delete from recoveries where account_id = ${accountId} and ready_at < ${now - recoveryLapseMs}`;
}
