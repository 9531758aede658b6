import type { AccountId } from "@holdfast/contract";

import { type Clock, days, hours } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import { deleteEndedKeys } from "../../people/api-keys/index.ts";
import { deleteSettledChanges } from "../../people/email-changes/index.ts";
import { deleteExpiredInvitations } from "../../people/invitations/index.ts";
import { deleteExpiredChallenges } from "../../people/factors/index.ts";
import { deleteEndedSessions } from "../../people/sessions/index.ts";
import { deleteSpentChallenges } from "../../people/passkeys/index.ts";
import { deleteExpiredLinks, deleteOldSightings } from "../../people/protection/index.ts";
import { deleteLapsedRecoveries } from "../../people/sign-in/index.ts";
import { deleteExpiredMailTokens } from "../../people/mail-tokens/index.ts";
import { eraseStragglers, pruneBefore } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, everyHome, withAccount } from "../../tenancy/directory/index.ts";
import { deleteGivenUp } from "../../tenancy/outbox/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";

export interface RetentionDeps {
  readonly directory: DirectoryDeps;
  readonly clock: Clock;
  readonly log: Log;
  /** What else is done in each account four times a day. */
  readonly upkeep: readonly ((scope: AccountScope) => Promise<void>)[];
}

/** How long a session that has ended stays in its table, with its device and address, before it is deleted. */
const endedSessionsMs = days(30);
/** How long an API key that was revoked or has run out stays, for whoever asks what it was. */
const endedKeysMs = days(30);
/** A challenge that one process takes for over may live on another. */
const clockSkewMs = hours(1);
/** How long an invitation that nobody accepted stays in its list, to be sent again. */
const expiredInvitationsMs = days(30);
/** How long a mail that did not get out can be sent again. */
const undeliveredMailsMs = days(30);
/** For how long somebody who was erased is looked for in the log again. */
const erasedLatelyMs = days(7);

/**
 * Deletes what has been kept for as long as it is kept: audit events past the account's policy (D-21), ended sessions,
 * mailed tokens that have run out. An account that fails is logged and does not hold the others up.
 * @returns how many accounts were visited.
 */
export async function enforceRetention(deps: RetentionDeps): Promise<number> {
  let visited = 0;
  for await (const { accountId, state } of everyHome(deps.directory)) {
    if (state !== "active") continue;
    await tidy(deps, accountId).catch((error: unknown) => deps.log.error("retention.failed", error, { accountId }));
    visited += 1;
  }
  return visited;
}

async function tidy({ directory, clock, upkeep }: RetentionDeps, accountId: AccountId): Promise<void> {
  const now = clock();
  const { auditRetentionMonths } = await withAccount(directory, accountId, async (scope) => {
    await deleteEndedSessions(scope, now - endedSessionsMs);
    await deleteEndedKeys(scope, now - endedKeysMs);
    await deleteExpiredMailTokens(scope, now);
    await deleteExpiredChallenges(scope, now);
    await deleteLapsedRecoveries(scope, now);
    await eraseStragglers(scope, now - erasedLatelyMs);
    await deleteSettledChanges(scope, now);
    await deleteExpiredInvitations(scope, now - expiredInvitationsMs);
    await deleteSpentChallenges(scope, now - clockSkewMs);
    await deleteGivenUp(scope, now - undeliveredMailsMs);
    for (const keepUp of upkeep) await keepUp(scope);
    await deleteOldSightings(scope, now);
    await deleteExpiredLinks(scope, now);
    return policyOf(scope);
  });
  // Zero keeps the log for as long as the account is active.
  if (auditRetentionMonths === 0) return;
  const end = monthsBefore(now, auditRetentionMonths);
  // A bounded number in each transaction, until nothing older is left.
  while ((await withAccount(directory, accountId, (scope) => pruneBefore(scope, end))) > 0);
}

/** The same day of the month, so many months ago; the last day of a shorter month. */
export function monthsBefore(now: number, months: number): number {
  const then = new Date(now);
  const day = then.getUTCDate();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() - months);
  const daysInMonth = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(day, daysInMonth));
  return then.getTime();
}
