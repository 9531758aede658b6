import { type Clock, monotonic } from "../../kernel/clock.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Sql } from "../postgres/index.ts";
import type { Claim, RateFacts } from "./policy.ts";
import { isHalfSpent, lapse, type Purse, putBack, refusal, tightestOf } from "./purse.ts";
import { Purses } from "./purses.ts";
import { RefillLane } from "./refill-lane.ts";
import { deletePast, handOut } from "./store.ts";
import { claimKeys } from "./subject.ts";

/** Limits that all processes of a deployment keep together, through the control database. */
export interface RateLimiter {
  /**
   * Counts one request against every claim, or against none: a request that one count refuses costs the others nothing.
   * Answers at once when this process holds enough units for all claims, else asks the store.
   * @throws Problem(`rate.limited`) with the seconds to wait; Problem(`service.unavailable`) when the store does not
   * answer in time and no unit is left in memory; Problem(`service.busy`)
   */
  take(claims: readonly Claim[]): RateFacts | Promise<RateFacts>;
  /** Deletes the counts of past windows and says how many there were. */
  prune(): Promise<number>;
}

export interface RateLimiterOptions {
  /** The control database. */
  readonly sql: Sql;
  /** The deployment's key for the names of counts. */
  readonly key: Secret<Uint8Array>;
  /** How long a request waits for the store before it is refused. */
  readonly maxWaitMs?: number;
  /** Requests that wait for the store at once; more are refused. */
  readonly maxWaiting?: number;
  /** Subjects remembered per policy. */
  readonly subjectsInMemory?: number;
  /** Replaces the database's clock and this process's, for tests that move time. */
  readonly clock?: Clock;
}

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { sql, clock = monotonic } = options;
  const databaseNow = (): number | null => options.clock?.() ?? null;
  const purses = new Purses(options.subjectsInMemory ?? 50_000);
  const lane = new RefillLane({
    handOut: (asks) => handOut(sql, asks, databaseNow()),
    keyOf: claimKeys(options.key),
    purses,
    clock,
    maxWaitMs: options.maxWaitMs ?? 500,
    maxWaiting: options.maxWaiting ?? 10_000,
  });
  return {
    take: (claims) => take({ purses, lane, clock }, claims),
    prune: () => deletePast(sql, databaseNow()),
  };
}

interface Parts {
  readonly purses: Purses;
  readonly lane: RefillLane;
  readonly clock: Clock;
}

function take(parts: Parts, claims: readonly Claim[]): RateFacts | Promise<RateFacts> {
  const now = parts.clock();
  const purses = claims.map((claim) => parts.purses.open(claim));
  let inHand = true;
  for (const purse of purses) {
    lapse(purse, now);
    if (purse.units > 0) continue;
    if (purse.closedUntil > now) throw refusal(purse, now);
    inHand = false;
  }
  if (!inHand) return takeWithRefill(parts, claims, purses);
  for (const [n, purse] of purses.entries()) {
    purse.units -= 1;
    const claim = claims[n];
    if (claim !== undefined && isHalfSpent(purse, now)) parts.lane.order(claim);
  }
  return tightestOf(purses, now);
}

/** Reserves what is in hand, asks for the rest, and puts everything back when one of the counts has nothing. */
async function takeWithRefill(parts: Parts, claims: readonly Claim[], purses: readonly Purse[]): Promise<RateFacts> {
  const reserved = purses.filter((purse) => purse.units > 0).map((purse) => ({ purse, slot: purse.slot }));
  const lacking = claims.filter((_, index) => purses[index]?.units === 0);
  for (const { purse } of reserved) purse.units -= 1;
  const putAllBack = (taken: readonly { purse: Purse; slot: number }[]): void => {
    for (const { purse, slot } of taken) putBack(purse, slot);
  };
  const grants = await Promise.all(lacking.map((claim) => parts.lane.ask(claim))).catch((error: unknown) => {
    putAllBack(reserved);
    throw error;
  });
  const refused = grants.find((grant) => !grant.granted);
  if (refused === undefined) return tightestOf(purses, parts.clock());
  putAllBack([...reserved, ...grants.filter((grant) => grant.granted)]);
  throw refusal(refused.purse, parts.clock());
}
