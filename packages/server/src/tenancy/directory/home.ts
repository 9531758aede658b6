import type { AccountId, Placement } from "@holdfast/contract";

/** Where an account lives. Region, placement and database never change in place; moving is a new home. */
export interface Home {
  readonly accountId: AccountId;
  readonly region: string;
  readonly placement: Placement;
  readonly database: string;
  readonly state: "preparing" | "active" | "sealed" | "erased";
}

/**
 * Homes that this process has seen, bounded, and believed only while it is fresh: whoever seals, moves or erases an account
 * revokes it, and applying that revocation forgets the home.
 */
export interface HomeCache {
  readonly homes: Map<AccountId, Home>;
  readonly limit: number;
  /** Whether this process hears of revocations at this moment; put in place by whatever follows their log. */
  isFresh: () => boolean;
  /** How often something was forgotten. */
  forgotten: number;
}

export const createHomeCache = (limit = 100_000): HomeCache => ({
  homes: new Map(),
  limit,
  isFresh: () => false,
  forgotten: 0,
});

export const recallHome = ({ homes, isFresh }: HomeCache, accountId: AccountId): Home | null =>
  isFresh() ? (homes.get(accountId) ?? null) : null;

/** @param asOf what `forgotten` was before the home was read: one that was forgotten meanwhile may be of before that */
export function rememberHome(cache: HomeCache, home: Home, asOf: number): void {
  if (asOf !== cache.forgotten) return;
  if (cache.homes.size >= cache.limit) cache.homes.clear();
  cache.homes.set(home.accountId, home);
}

export function forgetHome(cache: HomeCache, accountId: AccountId): void {
  cache.forgotten += 1;
  cache.homes.delete(accountId);
}

/** Revocations may have been missed. */
export function forgetHomes(cache: HomeCache): void {
  cache.forgotten += 1;
  cache.homes.clear();
}
