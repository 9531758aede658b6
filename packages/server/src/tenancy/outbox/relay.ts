import type { AccountId } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { type AccountScope, type DirectoryDeps, homesAfter, withAccount } from "../directory/index.ts";
import { place } from "./outbox.ts";
import { claimRows, clearMark, deleteRow, markedAccounts, type OutboxRow, postponeRow } from "./store.ts";
import { type OutboxWork, parseWork } from "./work.ts";

export interface RelayDeps {
  readonly directory: DirectoryDeps;
  readonly log: Log;
  /** Does one piece of work; may be called again with the same id after a crash. */
  readonly deliver: (accountId: AccountId, id: string, work: OutboxWork) => Promise<void>;
  /** How often every cell is searched for what no hint told of (another process crashed). */
  readonly sweepMs: number;
}

export interface Relay {
  /** Something was just committed for this account. */
  hint(accountId: AccountId): void;
  /** Ends after the work in hand. */
  stop(): Promise<void>;
}

const batch = 20;
const leaseSeconds = 60;
/** After this many tries the row stays, due in a day, and the operators' log says so. */
const manyAttempts = 12;

/** Moves committed work out of the outboxes, one account at a time, several processes side by side. */
export function startRelay(deps: RelayDeps): Relay {
  const waiting = new Set<AccountId>();
  let stopped = false;
  let running: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    for (const accountId of waiting) {
      waiting.delete(accountId);
      if (stopped) return;
      try {
        if (await drain(deps, accountId)) waiting.add(accountId);
      } catch (error) {
        deps.log.error("outbox.account_failed", error, { accountId });
      }
    }
  };
  const wake = (): void => {
    if (running !== null || stopped) return;
    running = run().finally(() => {
      running = null;
      if (waiting.size > 0) setImmediate(wake);
    });
  };
  const sweep = async (): Promise<void> => {
    try {
      for (const accountId of await accountsWithWork(deps.directory)) waiting.add(accountId);
      wake();
    } catch (error) {
      deps.log.error("outbox.sweep_failed", error);
    }
  };
  void sweep();
  const timer = setInterval(() => void sweep(), deps.sweepMs);
  return {
    hint(accountId) {
      waiting.add(accountId);
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** @returns whether more may be due at once. */
async function drain(deps: RelayDeps, accountId: AccountId): Promise<boolean> {
  const inAccount = <T>(work: (scope: AccountScope) => Promise<T>) => withAccount(deps.directory, accountId, work);
  const rows = await inAccount((scope) => claimRows(scope, batch, leaseSeconds));
  for (const row of rows) {
    const done = await deliverRow(deps, accountId, row);
    await inAccount((scope) =>
      done ? deleteRow(scope, row.id) : postponeRow(scope, row.id, delaySeconds(row.attempts)),
    );
  }
  if (rows.length === 0) await inAccount(clearMark);
  return rows.length === batch;
}

async function deliverRow(deps: RelayDeps, accountId: AccountId, row: OutboxRow): Promise<boolean> {
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

async function accountsWithWork({ cluster, ...deps }: DirectoryDeps): Promise<AccountId[]> {
  const found: AccountId[] = [];
  for (const region of cluster.regions) {
    found.push(...(await markedAccounts(cluster.cell(region, cluster.names.cell(region)))));
  }
  let after = "";
  for (;;) {
    const homes = await homesAfter({ cluster, ...deps }, after, 500);
    for (const home of homes) {
      after = home.accountId;
      if (home.placement === "dedicated" && home.state === "active") {
        found.push(...(await markedAccounts(cluster.cell(home.region, home.database))));
      }
    }
    if (homes.length < 500) return found;
  }
}
