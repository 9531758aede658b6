import type { AccountId } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../directory/index.ts";
import { place } from "./outbox.ts";
import { claimRows, clearMark, deleteRow, type OutboxRow, postponeRow } from "./store.ts";
import { type OutboxKind, type OutboxWork, parseWork } from "./work.ts";

export interface DeliveryDeps {
  readonly directory: DirectoryDeps;
  readonly log: Log;
  /** Does one piece of work; may be called again with the same id after a crash. */
  readonly deliver: (accountId: AccountId, id: string, work: OutboxWork) => Promise<void>;
}

const batch = 20;
const leaseSeconds = 60;
/** After this many tries the row stays, due in a day, and the operators' log says so. */
const manyAttempts = 12;

/** Delivers what is due of one kind for one account. @returns whether more may be due at once. */
export async function drain(deps: DeliveryDeps, accountId: AccountId, kind: OutboxKind): Promise<boolean> {
  const inAccount = <T>(work: (scope: AccountScope) => Promise<T>) => withAccount(deps.directory, accountId, work);
  const rows = await inAccount((scope) => claimRows(scope, { kind, limit: batch, leaseSeconds }));
  for (const row of rows) {
    const done = await deliverRow(deps, accountId, row);
    await inAccount((scope) =>
      done ? deleteRow(scope, row.id) : postponeRow(scope, row.id, delaySeconds(row.attempts)),
    );
  }
  if (rows.length === 0) await inAccount(clearMark);
  return rows.length === batch;
}

async function deliverRow(deps: DeliveryDeps, accountId: AccountId, row: OutboxRow): Promise<boolean> {
  try {
    const json = await withAccount(deps.directory, accountId, async ({ keys }) =>
      keys.openText(place(row.id), row.payload),
    );
    await deps.deliver(accountId, row.id, parseWork(json));
    return true;
  } catch (error) {
    const event = row.attempts >= manyAttempts ? "outbox.given_up_for_a_day" : "outbox.delivery_failed";
    deps.log.error(event, error, { accountId, workId: row.id, attempts: row.attempts });
    return false;
  }
}

/** 2, 4, 8 … seconds up to an hour; a day once it has failed for long. */
const delaySeconds = (attempts: number): number => (attempts >= manyAttempts ? 86_400 : Math.min(3_600, 2 ** attempts));
