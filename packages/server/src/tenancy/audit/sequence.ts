import type { AccountId } from "@holdfast/contract";
import { formatVerifierKey, signCheckpoint } from "@holdfast/proof";

import type { Log } from "../../kernel/log.ts";
import { Problem } from "../../kernel/problem.ts";
import { isUnavailable, type TransactionSql } from "../../platform/postgres/index.ts";
import type { DirectoryDeps, Home } from "../directory/index.ts";
import type { Signer } from "../keys/index.ts";
import { growTree, TreeDamaged } from "./grow.ts";
import { logOrigin, noteSigner, openLogSigner } from "./log-key.ts";
import {
  bindAccount,
  type ExtendedLog,
  extendLogs,
  readRecordedHeads,
  type RecordedHead,
  recordHeads,
  takeWaiting,
  type WaitingLog,
} from "./store.ts";
import { rootAt } from "./tree-reader.ts";

export interface SequenceDeps {
  readonly directory: DirectoryDeps;
  readonly originHost: string;
  readonly log: Log;
}

/** A database with the full account schema: a shared cell, or a dedicated account's own. */
export type CellOf = Pick<Home, "region" | "database">;

/** Logs that are not to be touched: what is stored of them contradicts what they have signed. */
export type RefusedLogs = Set<AccountId>;

// A batch is hashed without a pause of the event loop: about 2 µs an event.
const eventsPerBatch = 2048;

/**
 * Gives every event that waits in a database its position, and each changed log a new checkpoint. Several processes may
 * call it: one at a time gets something to do.
 * @returns how many events were taken.
 */
export async function sequence(deps: SequenceDeps, cell: CellOf, refused: RefusedLogs): Promise<number> {
  let total = 0;
  for (;;) {
    const taken = await sequenceBatch(deps, cell, refused);
    total += taken;
    // A batch that leaves nothing behind takes less than the limit.
    if (taken < eventsPerBatch) return total;
  }
}

/** One transaction for all logs of the batch; should one of them be refused by the database, one for each. */
async function sequenceBatch(deps: SequenceDeps, cell: CellOf, refused: RefusedLogs): Promise<number> {
  const attempt: Attempt = { waiting: [] };
  try {
    return await sequenceLogs(deps, cell, { refused, only: null, attempt });
  } catch (error) {
    if (isPassing(error) || attempt.waiting.length === 0) throw error;
    return sequenceSingly(deps, cell, refused, attempt.waiting);
  }
}

async function sequenceSingly(
  deps: SequenceDeps,
  cell: CellOf,
  refused: RefusedLogs,
  accounts: readonly AccountId[],
): Promise<number> {
  let total = 0;
  for (const only of accounts) {
    try {
      total += await sequenceLogs(deps, cell, { refused, only, attempt: { waiting: [] } });
    } catch (error) {
      if (isPassing(error)) throw error;
      refuse(deps, refused, only, error);
    }
  }
  return total;
}

/** Whether it says nothing about the log in hand: a database or a key that cannot be asked now. */
const isPassing = (error: unknown): boolean => isUnavailable(error) || error instanceof Problem;

/** What a batch had in hand when it failed. */
interface Attempt {
  waiting: readonly AccountId[];
}

async function sequenceLogs(
  deps: SequenceDeps,
  { region, database }: CellOf,
  part: { refused: RefusedLogs; only: AccountId | null; attempt: Attempt },
): Promise<number> {
  const { cluster, keys } = deps.directory;
  const signer = await openLogSigner({ keys }, region);
  const extended = await cluster.cell(region, database).begin(async (sql) => {
    const wish = { eventsLimit: eventsPerBatch, skipped: [...part.refused], only: part.only };
    const waiting = await takeWaiting(sql, wish);
    part.attempt.waiting = waiting.map(({ accountId }) => accountId);
    if (waiting.length === 0) return [];
    const logs = await extendAll(deps, sql, waiting, { signer, refused: part.refused });
    if (logs.length > 0) await extendLogs(sql, logs);
    return logs;
  });
  if (extended.length > 0) await remember(deps, extended);
  return extended.reduce((sum, log) => sum + log.size - log.waiting.size, 0);
}

async function extendAll(
  deps: SequenceDeps,
  sql: TransactionSql,
  waiting: readonly WaitingLog[],
  { signer, refused }: { signer: Signer; refused: RefusedLogs },
): Promise<ExtendedLog[]> {
  const recorded = await readRecordedHeads(
    deps.directory.cluster.directory,
    waiting.map(({ accountId }) => accountId),
  );
  const extended: ExtendedLog[] = [];
  for (const log of waiting) {
    try {
      await assertContinues(sql, log, recorded.get(log.accountId));
      extended.push(await extend(log, signer, deps.originHost));
    } catch (error) {
      if (!(error instanceof TreeDamaged)) throw error;
      refuse(deps, refused, log.accountId, error);
    }
  }
  return extended;
}

/**
 * Holds a log to the largest tree that it is known, outside its own database, to have signed. A log must never sign two
 * checkpoints that contradict each other (c2sp.org/tlog-checkpoint), so one that was restored to an earlier state or
 * exchanged signs nothing more.
 * @throws TreeDamaged
 */
async function assertContinues(
  sql: TransactionSql,
  { accountId, size, root }: WaitingLog,
  recorded: RecordedHead | undefined,
): Promise<void> {
  if (recorded === undefined) return;
  if (size < recorded.size) throw new TreeDamaged(`the log has ${size} entries and has signed ${recorded.size}`);
  if (size === recorded.size) {
    if (root?.equals(recorded.root) !== true) throw new TreeDamaged("the log has another root than it has signed");
    return;
  }
  // Signed and not yet recorded when a process died, or recorded by another process after we had read.
  await bindAccount(sql, accountId);
  const past = await rootAt({ sql, accountId }, recorded.size);
  if (!recorded.root.equals(past)) throw new TreeDamaged("the log does not continue the tree that it has signed");
}

async function extend(waiting: WaitingLog, signer: Signer, originHost: string): Promise<ExtendedLog> {
  const { size, edge, root, tiles } = await growTree(waiting, waiting.root, waiting.leafHashes);
  const origin = waiting.origin ?? logOrigin(originHost, waiting.accountId);
  const note = noteSigner(origin, signer);
  const checkpoint = await signCheckpoint({ origin, size, root }, note);
  return { waiting, size, edge, root, origin, vkey: formatVerifierKey(note.key), checkpoint, grown: tiles };
}

/** What fails here is caught up with at the log's next checkpoint. */
async function remember(deps: SequenceDeps, logs: readonly ExtendedLog[]): Promise<void> {
  const heads = logs.map(({ waiting: { accountId }, origin, size, root }) => ({ accountId, origin, size, root }));
  try {
    await recordHeads(deps.directory.cluster.directory, heads);
  } catch (error) {
    deps.log.error("audit.head_not_recorded", error, { logs: heads.length });
  }
}

/** Its events stay queued, and every other log goes on. */
function refuse(deps: SequenceDeps, refused: RefusedLogs, accountId: AccountId, error: unknown): void {
  refused.add(accountId);
  const reason = error instanceof TreeDamaged ? error.message : "the database refused it";
  deps.log.error("audit.log_refused", error, { accountId, reason });
}
