import type { checklist, ChecklistItem, UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import { countLiveKeys } from "../../people/api-keys/index.ts";
import { hasFactor, heldByEach, heldFactors } from "../../people/factors/index.ts";
import { countOverdueSteps } from "../../people/members/index.ts";
import { countIncidents } from "../../people/protection/index.ts";
import { storedHash } from "../../people/passwords/index.ts";
import { presenceOf } from "../../people/sessions/index.ts";
import { listActive } from "../../people/users/index.ts";
import { listEvents } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Found } from "./checklist.ts";

type Items<S> = { [I in ChecklistItem]: (typeof checklist)[I] extends S ? I : never }[ChecklistItem];
export type OwnMeasure = Items<{ readonly check: "measured"; readonly of: "person" }>;
export type AccountMeasure = Items<{ readonly check: "measured"; readonly of: "account" }>;

/** Fewer than this many recovery codes left, and it is time for new ones. */
const enoughCodes = 3;
/** Away for longer, somebody may no longer need to be able to sign in. Ended sessions are kept for as long. */
const awayMs = days(30);

const quarterMs = days(92);

const all = (met: boolean): Found => ({ good: met ? 1 : 0, all: 1 });

/** What the system sees for itself of one person. */
export async function measureOwn(scope: AccountScope, userId: UserId): Promise<Record<OwnMeasure, Found>> {
  const held = await heldFactors(scope, userId);
  return {
    "own.factor": all(hasFactor(held)),
    "own.recovery_codes": { good: Math.min(held.recoveryCodes?.left ?? 0, enoughCodes), all: enoughCodes },
    "own.password": all(await hasJudgedPassword(scope, userId)),
  };
}

/**
 * Every password that was set here was held against the policy and the lists of common ones. One that was brought along
 * was not, until it is changed. Having none is as good.
 */
async function hasJudgedPassword(scope: AccountScope, userId: UserId): Promise<boolean> {
  if ((await storedHash(scope, userId)) === null) return true;
  const happened = async (event: string) =>
    (await listEvents(scope, { event, target: userId, outcome: "success", limit: 1 })).items.length > 0;
  if (!(await happened("user.imported"))) return true;
  return (await happened("password.changed")) || happened("password.reset");
}

/** What it sees of the whole account. Suspended people are no risk to mend. */
export async function measureAccount(scope: AccountScope, now: number): Promise<Record<AccountMeasure, Found>> {
  const active = await listActive(scope);
  const ids = active.map(({ id }) => id);
  const held = await heldByEach(scope, ids);
  const seen = new Map((await presenceOf(scope, ids, now)).map((row) => [row.userId, row.lastSeenAt]));
  const present = active.filter(({ id, createdAt }) => now - Math.max(seen.get(id) ?? 0, createdAt) < awayMs);
  const protectedOnes = [...held.values()].filter(hasFactor);
  const { overdue, steps } = await countOverdueSteps(scope, now);
  const incidents = await countIncidents(scope);
  const keys = await countLiveKeys(scope, { now, used: now - awayMs, made: now - quarterMs });
  return {
    "account.keys": { good: keys.used, all: keys.all },
    "account.key_rotation": { good: keys.fresh, all: keys.all },
    "account.incidents": { good: incidents.all - incidents.open, all: incidents.all },
    "account.factors": { good: protectedOnes.length, all: active.length },
    "account.unused_users": { good: present.length, all: active.length },
    "account.offboarding": { good: steps - overdue, all: steps },
  };
}
