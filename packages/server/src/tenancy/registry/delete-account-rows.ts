import type { AccountId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import { accountTables } from "./account-tables.ts";
import { deleteRows } from "./store.ts";

export interface RowDeletionOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly table: string; readonly rows: number }) => void;
}

const batch = 5000;

/**
 * Deletes every row that a database has of an account, referring rows first, until it finds none: what was under way
 * when the account was sealed may have added some. Can be run again after a failure anywhere.
 * @returns how many there were.
 */
export async function deleteAccountRows(
  cell: Sql,
  accountId: AccountId,
  { signal, onProgress = () => {} }: RowDeletionOptions = {},
): Promise<number> {
  let total = 0;
  for (;;) {
    const before = total;
    for (const { name: table } of accountTables.toReversed()) {
      for (let rows = batch; rows === batch;) {
        signal?.throwIfAborted();
        rows = await deleteRows(cell, accountId, { table, limit: batch });
        total += rows;
        if (rows > 0) onProgress({ table, rows: total });
      }
    }
    if (total === before) return total;
  }
}
