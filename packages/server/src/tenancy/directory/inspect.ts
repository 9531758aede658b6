import type { AccountId } from "@holdfast/contract";

import type { Cluster, TransactionSql } from "../../platform/postgres/index.ts";
import type { Home } from "./home.ts";
import { bindAccount, readRandomHomes } from "./store.ts";

/**
 * What a look at an account's tables takes: a transaction that is bound to it, writes nothing, sees one moment, and has
 * no keys. For controls: opening keys would leave traces in the account's log, and what is sealed stays sealed.
 */
export interface AccountView {
  readonly accountId: AccountId;
  readonly sql: TransactionSql;
}

export async function inspectAccount<T>(
  cluster: Cluster,
  { accountId, region, database }: Home,
  look: (view: AccountView) => Promise<T>,
): Promise<T> {
  const seen = await cluster.cell(region, database).begin("isolation level repeatable read read only", async (sql) => {
    await bindAccount(sql, accountId);
    return { value: await look({ accountId, sql }) };
  });
  return seen.value;
}

/** Up to `limit` active accounts at random of each cell, and of the dedicated databases of each region. */
export async function sampleHomes(cluster: Cluster, limit: number): Promise<Home[]> {
  const sorts = cluster.regions.flatMap((region) =>
    (["shared", "dedicated"] as const).map((placement) => ({ region, placement })),
  );
  const samples = await Promise.all(sorts.map((sort) => readRandomHomes(cluster.directory, sort, limit)));
  return samples.flat();
}

/** The same of the dedicated databases alone. */
export const sampleDedicated = async (cluster: Cluster, limit: number): Promise<Home[]> =>
  (await sampleHomes(cluster, limit)).filter(({ placement }) => placement === "dedicated");
