import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { TreeHead } from "./consistency-proof.ts";
import { hashBytes } from "./merkle-tree.ts";
import { ProofError } from "./proof-error.ts";
import { type NoteSigner, parseNote, signNote, verifyNote } from "./signed-note.ts";
import { isSameKey, type VerifierKey } from "./verifier-key.ts";

/** A log's statement about itself: whose tree, how large, which root. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** A checkpoint whose log has signed it, and all known keys that have. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly signers: readonly VerifierKey[];
}

/** Writes the text that is signed (c2sp.org/tlog-checkpoint, "Note text"). @throws ProofError `checkpoint.malformed` */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const text = `${checkpoint.origin}\n${checkpoint.size}\n${encodeBase64(checkpoint.root)}\n`;
  parseCheckpoint(text);
  return text;
}

/**
 * Reads the text of a checkpoint. Extension lines are signed but say nothing that can be verified, so they are skipped.
 * @throws ProofError `checkpoint.malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.includes(""))
    throw new ProofError("checkpoint.malformed", "an empty or unfinished line");
  const [origin, digits, encodedRoot] = lines;
  const root = decodeBase64(encodedRoot ?? "");
  if (origin === undefined || digits === undefined || root?.length !== hashBytes) {
    throw new ProofError("checkpoint.malformed", "not an origin, a size and a root hash");
  }
  return { origin, size: parseDecimal(digits) ?? refuseSize(), root };
}

function refuseSize(): never {
  throw new ProofError("checkpoint.malformed", "the size is not a decimal number below 2^53");
}

/** A number written in the one way the formats allow: ASCII digits, no leading zero. Null when it is not. */
export function parseDecimal(digits: string): number | null {
  const value = Number(digits);
  return /^(?:0|[1-9]\d{0,15})$/.test(digits) && Number.isSafeInteger(value) ? value : null;
}

/** Signs a checkpoint. @throws ProofError `checkpoint.malformed` */
export async function signCheckpoint(checkpoint: Checkpoint, ...signers: readonly NoteSigner[]): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), ...signers);
}

/**
 * Opens a signed checkpoint: `log` must have signed it, and its origin must be the key's name, so that a checkpoint of
 * one log is never taken for another's. Signatures of `witnesses` are verified where there are any.
 * @throws ProofError `note.*`, `checkpoint.malformed`, `checkpoint.wrong_origin`
 */
export async function openCheckpoint(
  note: string | Uint8Array,
  log: VerifierKey,
  witnesses: readonly VerifierKey[] = [],
): Promise<VerifiedCheckpoint> {
  const parsed = parseNote(note);
  const checkpoint = parseCheckpoint(parsed.text);
  // Before the signature: another log's checkpoint is signed by another key, and "unsigned" would say less.
  if (checkpoint.origin !== log.name) throw new ProofError("checkpoint.wrong_origin");
  const signers = await verifyNote(parsed, [log, ...witnesses]);
  if (!signers.some((key) => isSameKey(key, log))) throw new ProofError("note.unsigned", "only witnesses have");
  return { ...checkpoint, signers };
}
