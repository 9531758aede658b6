import type { AccountId } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Cluster, TransactionSql } from "../../platform/postgres/index.ts";
import { type AccountKeys, type KeyDeps, openAccountKeys } from "../keys/index.ts";
import { type Home, type HomeCache, recallHome, rememberHome } from "./home.ts";
import { bindAccount, readHome } from "./store.ts";
import type { WorkBell } from "./work-bell.ts";

/**
 * One transaction, bound to one account, with that account's keys. It is the only way to an account's tables: stores
 * take a scope, so a query without an account does not compile, and row-level security refuses it again.
 */
export interface AccountScope {
  readonly accountId: AccountId;
  readonly home: Home;
  readonly sql: TransactionSql;
  readonly keys: AccountKeys;
  readonly clock: Clock;
  readonly bell: WorkBell;
  /** Runs `hint` after the commit, never after a rollback. For hints only: what must happen belongs in the outbox. */
  afterCommit(hint: () => void): void;
}

export interface DirectoryDeps {
  readonly cluster: Cluster;
  readonly keys: KeyDeps;
  readonly homeCache: HomeCache;
  readonly clock: Clock;
  /** Rung after a commit that left work for the background. */
  readonly bell: WorkBell;
}

/** @throws Problem(`account.not_found`) for an account that is not there. */
export async function findHome(deps: DirectoryDeps, accountId: AccountId): Promise<Home> {
  const known = recallHome(deps.homeCache, accountId);
  if (known !== null) return known;
  const asOf = deps.homeCache.forgotten;
  const home = await readHome(deps.cluster.directory, accountId);
  if (home === null || home.state === "erased") throw new Problem("account.not_found");
  if (home.state === "active") rememberHome(deps.homeCache, home, asOf);
  return home;
}

/**
 * Runs `work` in one transaction of the account: it commits as a whole with its audit events, or not at all.
 * @throws Problem(`account.not_found`), Problem(`account.sealed`)
 */
export async function withAccount<T>(
  deps: DirectoryDeps,
  accountId: AccountId,
  work: (scope: AccountScope) => Promise<T>,
): Promise<T> {
  const home = await findHome(deps, accountId);
  if (home.state === "sealed") throw new Problem("account.sealed");
  return inHome(deps, home, work);
}

/**
 * The same, also while the account is sealed: for the operator's own work, such as a rotation of keys. Never for a
 * request.
 * @throws Problem(`account.not_found`)
 */
export const maintainAccount = async <T>(
  deps: DirectoryDeps,
  accountId: AccountId,
  work: (scope: AccountScope) => Promise<T>,
): Promise<T> => inHome(deps, await findHome(deps, accountId), work);

async function inHome<T>(deps: DirectoryDeps, home: Home, work: (scope: AccountScope) => Promise<T>): Promise<T> {
  const { accountId } = home;
  // Before the transaction: an unwrap may be a call to a KMS, and no connection waits for that.
  const keys = await openAccountKeys(deps.keys, accountId);
  const hints: (() => void)[] = [];
  const result = await deps.cluster.cell(home.region, home.database).begin(async (sql) => {
    await bindAccount(sql, accountId);
    const { clock, bell } = deps;
    const afterCommit = (hint: () => void): void => void hints.push(hint);
    return { value: await work({ accountId, home, sql, keys, clock, bell, afterCommit }) };
  });
  for (const hint of hints) hint();
  return result.value;
}
