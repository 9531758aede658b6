import type { AccountId, StandingView, UserId } from "@holdfast/contract";

import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { factorKinds, hasFactor, heldByEach } from "../factors/index.ts";
import { presenceOf } from "../sessions/index.ts";
import { findUser, listUserIds, type UserDeps } from "../users/index.ts";

/**
 * How well users are protected, and when they were last here.
 * @throws Problem(`user.not_found`) when one user is asked for.
 */
export async function listStandings(
  { directory, clock }: UserDeps,
  accountId: AccountId,
  page: { limit?: number; cursor?: string; user?: string },
): Promise<{ items: StandingView[]; nextCursor: string | null }> {
  const { limit = 50, cursor = "", user } = page;
  return withAccount(directory, accountId, async (scope) => {
    if (user !== undefined) {
      const { id } = await findUser(scope, user);
      return { items: await standingsOf(scope, [id], clock()), nextCursor: null };
    }
    const ids = await listUserIds(scope, cursor, limit + 1);
    const items = await standingsOf(scope, ids.slice(0, limit), clock());
    return { items, nextCursor: ids.length > limit ? (items.at(-1)?.user ?? null) : null };
  });
}

async function standingsOf(scope: AccountScope, ids: readonly UserId[], now: number): Promise<StandingView[]> {
  const held = await heldByEach(scope, ids);
  const presence = new Map((await presenceOf(scope, ids, now)).map((row) => [row.userId, row]));
  return ids.map((user) => {
    const factors = held.get(user);
    const seen = presence.get(user);
    return {
      user,
      protected: factors !== undefined && hasFactor(factors),
      factors: factors === undefined ? [] : factorKinds(factors),
      sessions: seen?.live ?? 0,
      lastSeenAt: seen === undefined ? null : new Date(seen.lastSeenAt).toISOString(),
    };
  });
}
