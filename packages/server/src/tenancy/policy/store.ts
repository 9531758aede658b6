import type { PolicySettings } from "@holdfast/contract";

import type { AccountScope } from "../directory/index.ts";

export interface PolicyRow {
  readonly version: number;
  readonly settings: PolicySettings;
  readonly changedAt: number;
}

/** The newest version. Older ones stay: the audit log tells what changed, these tell to what. */
export async function findPolicy({ sql, accountId }: AccountScope): Promise<PolicyRow | null> {
  const [row] = await sql<PolicyRow[]>`
    select version, settings, changed_at from policies where account_id = ${accountId} order by version desc limit 1`;
  return row ?? null;
}

export async function insertPolicy(
  { sql, accountId }: AccountScope,
  version: number,
  settings: PolicySettings,
): Promise<PolicyRow> {
  const [row] = await sql<PolicyRow[]>`
    insert into policies (account_id, version, settings) values (${accountId}, ${version}, ${sql.json({ ...settings })})
    returning version, settings, changed_at`;
  if (row === undefined) throw new Error("an insert returned no row");
  return row;
}
