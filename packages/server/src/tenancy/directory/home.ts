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
 * Homes that this process has seen, bounded. An entry may be as old as `forgetHome` allows: whoever seals, moves or
 * erases an account revokes it, and applying that revocation forgets the home.
 */
export interface HomeCache {
  readonly homes: Map<AccountId, Home>;
  readonly limit: number;
}

export const createHomeCache = (limit = 100_000): HomeCache => ({ homes: new Map(), limit });

export function rememberHome(cache: HomeCache, home: Home): void {
  if (cache.homes.size >= cache.limit) cache.homes.clear();
  cache.homes.set(home.accountId, home);
}

export function forgetHome(cache: HomeCache, accountId: AccountId): void {
  cache.homes.delete(accountId);
}
