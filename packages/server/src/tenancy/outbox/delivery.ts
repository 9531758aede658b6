import type { AccountId } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { type AccountScope, type DirectoryDeps, maintainAccount } from "../directory/index.ts";
import { place } from "./outbox.ts";
import { claimRows, clearMark, deleteRow, giveUpRow, type OutboxRow, postponeRow } from "./store.ts";
import { Undeliverable } from "./undeliverable.ts";
import { type OutboxKind, type OutboxWork, parseWork } from "./work.ts";

export interface DeliveryDeps {
  readonly directory: DirectoryDeps;
  readonly log: Log;
  /** Does one piece of work; may be called again with the same id after a crash. */
  readonly deliver: (accountId: AccountId, id: string, work: OutboxWork) => Promise<void>;
}

const batch = 20;
const leaseSeconds = 60;
/**
 * Five days of a mail server that is away, as RFC 5321 section 4.5.4.1 asks. A mail is then put aside, for an
 * administrator to send again; other work must happen, and is tried on every day.
 */
const mostAttempts = 32;
const longestDelaySeconds = 6 * 3600;

/**
 * Delivers what is due of one kind for one account. @returns whether more may be due at once. Also while the account is
 * sealed: what its people must be told, they must be told all the more then.
 */
export async function drain(deps: DeliveryDeps, accountId: AccountId, kind: OutboxKind): Promise<boolean> {
  const inAccount = <T>(work: (scope: AccountScope) => Promise<T>) => maintainAccount(deps.directory, accountId, work);
  const rows = await inAccount((scope) => claimRows(scope, { kind, limit: batch, leaseSeconds }));
  for (const row of rows) {
    const outcome = await deliverRow(deps, accountId, row, kind);
    await inAccount((scope) => settleRow(scope, row, outcome));
  }
  if (rows.length === 0) await inAccount(clearMark);
  return rows.length === batch;
}

type Outcome =
  | { readonly is: "done" }
  | { readonly is: "postponed" }
  | { readonly is: "given_up"; readonly failure: string };

async function settleRow(scope: AccountScope, { id, attempts }: OutboxRow, outcome: Outcome): Promise<void> {
  if (outcome.is === "done") await deleteRow(scope, id);
  else if (outcome.is === "postponed") await postponeRow(scope, id, delaySeconds(attempts));
  else await giveUpRow(scope, id, outcome.failure);
}

async function deliverRow(
  deps: DeliveryDeps,
  accountId: AccountId,
  row: OutboxRow,
  kind: OutboxKind,
): Promise<Outcome> {
  try {
    const json = await maintainAccount(deps.directory, accountId, async ({ keys }) =>
      keys.openText(place(row.id), row.payload),
    );
    await deps.deliver(accountId, row.id, parseWork(json));
    return { is: "done" };
  } catch (error) {
    const outcome = outcomeOf(error, kind, row.attempts);
    const event = outcome.is === "given_up" ? "outbox.given_up" : "outbox.delivery_failed";
    deps.log.error(event, error, { accountId, workId: row.id, attempts: row.attempts });
    return outcome;
  }
}

function outcomeOf(error: unknown, kind: OutboxKind, attempts: number): Outcome {
  if (kind !== "mail") return { is: "postponed" };
  if (error instanceof Undeliverable) return { is: "given_up", failure: error.failure };
  return attempts >= mostAttempts ? { is: "given_up", failure: "too_many_attempts" } : { is: "postponed" };
}

/** 2, 4, 8 … seconds, at most six hours; a day once it has failed for long. */
const delaySeconds = (attempts: number): number =>
  attempts >= mostAttempts ? 86_400 : Math.min(longestDelaySeconds, 2 ** attempts);
