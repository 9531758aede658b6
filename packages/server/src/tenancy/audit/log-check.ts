import { randomInt } from "node:crypto";

import {
  formatTlogProof,
  formatVerifierKey,
  openCheckpoint,
  ProofError,
  proveInclusion,
  type VerifierKey,
  verifierKey,
  verifyTlogProof,
} from "@holdfast/proof";

import type { LogReader, LogRow, RecordedHead } from "./store.ts";
import { countLeaves, readEntries, readLog } from "./store.ts";
import { hashesOf, rootAt } from "./tree-reader.ts";

/** What a look at one log came to; where it is damaged, a code of @holdfast/proof's kind that says how. */
export type LogCheck =
  | { readonly state: "empty" | "proven" | "pruned" }
  | { readonly state: "damaged"; readonly fault: string };

/** What is known of a log outside its own database. */
export interface LogWitness {
  /** Keys that sign the logs of its region, now or before. */
  readonly publicKeys: readonly Uint8Array[];
  readonly recorded: RecordedHead | undefined;
}

/** Leaves that are counted; more would make a look at a long log a long one. */
const newestLeaves = 4096;

/**
 * Verifies a log as an auditor would: its newest checkpoint under a key that the log's own database did not give, that
 * it has the leaves which the checkpoint counts, and one entry at random by its proof of inclusion.
 */
export async function checkLog(log: LogReader, witness: LogWitness): Promise<LogCheck> {
  const row = await readLog(log);
  if (row === null) return witness.recorded === undefined ? { state: "empty" } : damaged("checkpoint.missing");
  const key = keyOf(row, witness.publicKeys);
  if (key === null) return damaged("vkey.mismatch");
  try {
    return (await findFault(log, row, key, witness)) ?? (await proveOne(log, row, key));
  } catch (error) {
    if (error instanceof ProofError) return damaged(error.code);
    throw error;
  }
}

const damaged = (fault: string): LogCheck => ({ state: "damaged", fault });

function keyOf({ origin, vkey }: LogRow, publicKeys: readonly Uint8Array[]): VerifierKey | null {
  const keys = publicKeys.map((publicKey) => verifierKey(origin, publicKey));
  return keys.find((key) => formatVerifierKey(key) === vkey) ?? null;
}

async function findFault(
  log: LogReader,
  row: LogRow,
  key: VerifierKey,
  { recorded }: LogWitness,
): Promise<LogCheck | null> {
  const { size, root } = await openCheckpoint(row.checkpoint, key);
  if (size !== row.size || !row.root.equals(root)) return damaged("root.mismatch");
  const start = Math.max(row.minimumIndex, size - newestLeaves);
  if ((await countLeaves(log, start)) !== size - start) return damaged("leaf.missing");
  const history = recorded === undefined ? null : await contradicts(log, row, recorded);
  return history === null ? null : damaged(history);
}

/** Whether the log is another than the one whose largest tree was recorded outside its database. */
async function contradicts(log: LogReader, { size, minimumIndex }: LogRow, recorded: RecordedHead) {
  if (recorded.size > size) return "checkpoint.rollback";
  // What an older tree would need has been removed by the retention policy.
  if (recorded.size < minimumIndex) return null;
  return recorded.root.equals(await rootAt(log, recorded.size)) ? null : "checkpoint.fork";
}

async function proveOne(log: LogReader, row: LogRow, key: VerifierKey): Promise<LogCheck> {
  const { size, minimumIndex, checkpoint } = row;
  if (minimumIndex >= size) return { state: "pruned" };
  const index = randomInt(minimumIndex, size);
  const [entry] = await readEntries(log, { start: index, end: index + 1 });
  if (entry === undefined) return damaged("entry.missing");
  const proof = await proveInclusion(hashesOf(log, size), index, size);
  await verifyTlogProof(formatTlogProof({ index, proof, checkpoint, extra: null }), entry, key);
  return { state: "proven" };
}
