import { setTimeout as sleep } from "node:timers/promises";

import type { AccountId } from "@holdfast/contract";

import { type AccountScope, type DirectoryDeps, maintainAccount } from "../directory/index.ts";
import { DecryptFailure, reseal, type SealedColumn } from "../keys/index.ts";
import { sealedColumns } from "./sealed-columns.ts";
import { countByVersion, lockOutdated, type Replacement, replaceSealed, type SealedValue } from "./store.ts";

export interface ResealDeps {
  readonly directory: DirectoryDeps;
}

/** A value that did not open. It stays as it is, and its key cannot be retired. */
export interface RefusedValue {
  readonly table: string;
  readonly column: string;
  readonly row: string;
  readonly reason: string;
}

export interface Resealing {
  readonly resealed: number;
  readonly refused: readonly RefusedValue[];
  /** Values that are still not under the primary key: those that were refused, and those that stayed locked. */
  readonly remaining: number;
}

export interface ResealOptions {
  /** Values in one transaction. */
  readonly batch?: number;
  readonly signal?: AbortSignal;
  /** Told after every batch. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const mostPasses = 40;
const pauseMs = 250;

/**
 * Brings every value of an account under its primary key, and every blind index with it. The account goes on meanwhile.
 * What is done is done: after a failure or an abort, run it again and it goes on.
 * Run it only when the keys have settled (`accountKeySettlesIn`).
 * @throws Problem(`account.not_found`), Problem(`service.unavailable`), the signal's reason
 */
export async function resealAccount(
  deps: ResealDeps,
  accountId: AccountId,
  options: ResealOptions = {},
): Promise<Resealing> {
  const { batch = 500, signal, onProgress = () => {} } = options;
  const total = await countOutdated(deps, accountId);
  let done = 0;
  for (let pass = 1; ; pass += 1) {
    const refused: RefusedValue[] = [];
    for (const column of sealedColumns) {
      for await (const outcome of batchesOf(deps, accountId, { column, batch, signal })) {
        refused.push(...outcome.refused);
        done += outcome.resealed;
        onProgress({ done, total: Math.max(total, done) });
      }
    }
    const remaining = await countOutdated(deps, accountId);
    if (remaining <= refused.length || pass === mostPasses) return { resealed: done, refused, remaining };
    // A request had locked the rest.
    await sleep(pauseMs, undefined, { ...(signal !== undefined && { signal }) });
  }
}

/** How many values of the account are not under its primary key and today's algorithm. */
export async function countOutdated({ directory }: ResealDeps, accountId: AccountId): Promise<number> {
  return maintainAccount(directory, accountId, async (scope) => {
    let sum = 0;
    for (const column of sealedColumns) {
      for (const { outdated } of (await countByVersion(scope, column)).values()) sum += outdated;
    }
    return sum;
  });
}

/** How many values of the account stand under each version of its key. */
export async function countValuesByVersion(
  { directory }: ResealDeps,
  accountId: AccountId,
): Promise<Map<number, number>> {
  return maintainAccount(directory, accountId, async (scope) => {
    const sums = new Map<number, number>();
    for (const column of sealedColumns) {
      for (const [version, { values }] of await countByVersion(scope, column)) {
        sums.set(version, (sums.get(version) ?? 0) + values);
      }
    }
    return sums;
  });
}

interface BatchOutcome {
  readonly resealed: number;
  readonly refused: readonly RefusedValue[];
  /** Where the next batch begins; null when this was the last one. */
  readonly last: string | null;
}

async function* batchesOf(
  { directory }: ResealDeps,
  accountId: AccountId,
  { column, batch, signal }: { column: SealedColumn; batch: number; signal: AbortSignal | undefined },
): AsyncGenerator<BatchOutcome> {
  let after: string | null = "";
  while (after !== null) {
    signal?.throwIfAborted();
    const page = { after, limit: batch };
    const outcome: BatchOutcome = await maintainAccount(directory, accountId, (scope) =>
      resealBatch(scope, column, page),
    );
    if (outcome.last !== null || outcome.resealed > 0) yield outcome;
    after = outcome.last;
  }
}

async function resealBatch(
  scope: AccountScope,
  column: SealedColumn,
  page: { after: string; limit: number },
): Promise<BatchOutcome> {
  const values = await lockOutdated(scope, column, page);
  const outcomes = values.map((value) => tryReseal(scope, column, value));
  const fresh = outcomes.flatMap((outcome) => ("sealed" in outcome ? [outcome] : []));
  await replaceSealed(scope, column, fresh);
  return {
    resealed: fresh.length,
    refused: outcomes.flatMap((outcome) => ("reason" in outcome ? [outcome] : [])),
    last: values.at(-1)?.row ?? null,
  };
}

function tryReseal({ keys }: AccountScope, column: SealedColumn, value: SealedValue): Replacement | RefusedValue {
  const { table, purpose, index } = column;
  const place = { purpose, table, column: column.column, row: value.row };
  try {
    const sealed = reseal(keys, place, value.sealed) ?? value.sealed;
    if (index === undefined) return { row: value.row, sealed, index: null };
    const text = index.normalise(keys.openText(place, sealed));
    return { row: value.row, sealed, index: keys.blindIndex(index.purpose, text) };
  } catch (error) {
    if (!(error instanceof DecryptFailure)) throw error;
    return { table, column: column.column, row: value.row, reason: error.reason };
  }
}
