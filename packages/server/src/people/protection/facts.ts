import type { UserId } from "@holdfast/contract";

import { days, hours } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { leastDistanceKm } from "../devices/index.ts";
import { familiarOf } from "./familiar.ts";
import type { RiskFacts, Travel } from "./risk.ts";
import { type Arrival, parseSeen, seenPlace, type Whence } from "./seen.ts";
import { countRefused, listSuccesses, type SightingRow } from "./sighting-store.ts";

/** Gathers what is known of a sign-in. Changes nothing. */
export async function factsOf(
  scope: AccountScope,
  userId: UserId,
  { arrival, now }: { arrival: Arrival; now: number },
): Promise<RiskFacts> {
  const { lastSeenAt, ...familiar } = await familiarOf(scope, userId, arrival);
  const successes = await listSuccesses(scope, userId);
  return {
    ...familiar,
    networkKind: arrival.whence.networkKind,
    travel: travelOf(scope, successes[0], arrival.whence, now),
    failures: await countRefused(scope, userId, now - hours(1)),
    hour: new Date(now).getUTCHours(),
    hours: histogram(successes.map(({ at }) => new Date(at).getUTCHours())),
    idleDays: lastSeenAt === null ? null : (now - lastSeenAt) / days(1),
  };
}

function travelOf(scope: AccountScope, last: SightingRow | undefined, here: Whence, now: number): Travel | null {
  if (last === undefined || here.country === null) return null;
  const there = parseSeen(scope.keys.openText(seenPlace(last.id), last.seenSealed));
  const leastKm = there.country === null ? null : leastDistanceKm(there.country, here.country);
  if (leastKm === null) return null;
  return { leastKm, hours: Math.max(0, now - last.at) / hours(1), networks: [there.networkKind, here.networkKind] };
}

function histogram(seen: readonly number[]): number[] {
  const counts = Array.from({ length: 24 }, () => 0);
  for (const hour of seen) counts[hour] = (counts[hour] ?? 0) + 1;
  return counts;
}
