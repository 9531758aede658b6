import type { UserId } from "@holdfast/contract";

import { erasePersonal, type Origin } from "../audit/index.ts";
import type { AccountScope } from "../directory/index.ts";
import type { AccountTable } from "./account-table.ts";
import { accountTables } from "./account-tables.ts";
import { deleteRowsOf } from "./store.ts";

export interface ErasedPerson {
  /** Rows deleted outside of the audit log. */
  readonly rows: number;
  /** Audit events whose personal part was erased. */
  readonly events: number;
}

/**
 * Erases a person from every table of the account, each as it is registered, referring rows first, in the caller's
 * transaction. The audit log comes last: what the erasure itself tells is not about them.
 */
export async function erasePerson(scope: AccountScope, person: UserId, origin: Origin): Promise<ErasedPerson> {
  let rows = 0;
  for (const table of accountTables.toReversed()) rows += await eraseFrom(scope, table, person);
  return { rows, events: await erasePersonal(scope, person, origin) };
}

async function eraseFrom(scope: AccountScope, table: AccountTable, person: UserId): Promise<number> {
  const { name, subject, erase } = table;
  // The log blanks its events itself, and tells of it.
  if (subject === null || erase === "keep" || name === "audit_events") return 0;
  if (erase === "delete") return deleteRowsOf(scope, { table: name, subject, person });
  throw new Error(`${name} is registered to be made blank, and nothing does it`);
}
