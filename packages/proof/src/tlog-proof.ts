import { decodeBase64, encodeBase64 } from "./base64.ts";
import { textOf } from "./bytes.ts";
import { openCheckpoint, parseDecimal, type VerifiedCheckpoint } from "./checkpoint.ts";
import { type PathStep, verifyInclusion } from "./inclusion-proof.ts";
import { type Hash, hashBytes, leafHash } from "./merkle-tree.ts";
import { meetsQuorum, type Policy } from "./policy.ts";
import { ProofError } from "./proof-error.ts";
import { parseNote } from "./signed-note.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** A receipt: everything but the entry and the trusted key that it takes to prove offline that the entry was logged. */
export interface TlogProof {
  readonly index: number;
  readonly proof: readonly Hash[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
  /** For the application; nothing vouches for it. */
  readonly extra: Uint8Array | null;
}

/** What a verified receipt shows. */
export interface ProvenEntry {
  readonly index: number;
  readonly checkpoint: VerifiedCheckpoint;
  /** The way from the leaf to the root. */
  readonly path: readonly PathStep[];
}

const header = "c2sp.org/tlog-proof@v1";
// A tree of less than 2^53 entries has no longer path.
const proofLengthMax = 53;

/** Writes a receipt (c2sp.org/tlog-proof, "Format"). @throws ProofError `receipt.malformed`, `note.malformed` */
export function formatTlogProof(receipt: TlogProof): string {
  const extra = receipt.extra === null ? [] : [`extra ${encodeBase64(receipt.extra)}`];
  const lines = [
    header,
    ...extra,
    `index ${receipt.index}`,
    ...receipt.proof.map(encodeBase64),
    "",
    receipt.checkpoint,
  ];
  const text = lines.join("\n");
  parseTlogProof(text);
  return text;
}

/** Reads a receipt. Nothing is verified yet. @throws ProofError `receipt.malformed`, `note.malformed` */
export function parseTlogProof(receipt: string | Uint8Array): TlogProof {
  const text = typeof receipt === "string" ? receipt : textOf(receipt);
  const blank = text?.indexOf("\n\n") ?? -1;
  if (text === null || blank < 0) throw new ProofError("receipt.malformed", "no proof, blank line and checkpoint");
  const [first, ...lines] = text.slice(0, blank).split("\n");
  if (first !== header) throw new ProofError("receipt.malformed", `the first line is not ${header}`);
  const extra = lines[0]?.startsWith("extra ") === true ? readBase64(lines.shift()?.slice("extra ".length)) : null;
  const index = readIndex(lines.shift());
  if (lines.length > proofLengthMax) throw new ProofError("receipt.malformed", "too many hashes");
  const checkpoint = text.slice(blank + 2);
  parseNote(checkpoint);
  return { index, proof: lines.map(readHash), checkpoint, extra };
}

function readIndex(line: string | undefined): number {
  const index = line?.startsWith("index ") === true ? parseDecimal(line.slice("index ".length)) : null;
  if (index === null) throw new ProofError("receipt.malformed", "no index below 2^53");
  return index;
}

function readHash(line: string): Hash {
  const hash = readBase64(line);
  if (hash.length !== hashBytes) throw new ProofError("receipt.malformed", "a hash has the wrong length");
  return hash;
}

function readBase64(text: string | undefined): Uint8Array {
  const bytes = decodeBase64(text ?? "");
  if (bytes === null) throw new ProofError("receipt.malformed", "not base64");
  return bytes;
}

/**
 * Verifies offline that `entry` is in the log of `key`, as the receipt says. With a policy its witnesses must have
 * cosigned the checkpoint.
 * @throws ProofError `receipt.malformed`, `note.*`, `checkpoint.*`, `inclusion.invalid`, `policy.quorum_unmet`
 */
export async function verifyTlogProof(
  receipt: string | Uint8Array,
  entry: Uint8Array,
  key: VerifierKey,
  policy: Policy | null = null,
): Promise<ProvenEntry> {
  const { index, proof, checkpoint: note } = parseTlogProof(receipt);
  const checkpoint = await openCheckpoint(note, key, policy?.witnesses);
  if (policy !== null && !meetsQuorum(policy.quorum, checkpoint.signers)) throw new ProofError("policy.quorum_unmet");
  const { size, root } = checkpoint;
  return { index, checkpoint, path: verifyInclusion({ leaf: leafHash(entry), index, size, root }, proof) };
}
