import { decodeBase64Url } from "./base64.ts";
import { concat, uint32, utf8 } from "./bytes.ts";
import { type Checkpoint, formatCheckpoint, parseCheckpoint, type VerifiedCheckpoint } from "./checkpoint.ts";
import type { TreeHead } from "./consistency-proof.ts";
import { saltBytes } from "./personal.ts";
import { ProofError } from "./proof-error.ts";
import { verifyTlogProof } from "./tlog-proof.ts";
import type { VerifierKey } from "./verifier-key.ts";
import { sha256Base64Url } from "#primitives";

/** Where an export keeps its receipt of the platform log. */
export const platformFile = "platform.json";

const domain = utf8("holdfast/platform-log/v1");
const prefix = concat(uint32(domain.length), domain, uint32(saltBytes));

/**
 * The name under which a log stands in the platform log: SHA-256 over the domain, the salt and the log's origin, each
 * after its length as a big-endian uint32. Whoever has the salt finds every leaf of the log, and so every tree that was
 * ever shown to be its; nobody else can tell whose a leaf is. @throws RangeError when the salt has not 32 bytes.
 */
export function blindOrigin(origin: string, salt: Uint8Array): string {
  if (salt.length !== saltBytes) throw new RangeError(`A salt has ${saltBytes} bytes`);
  const name = utf8(origin);
  return sha256Base64Url(concat(prefix, salt, uint32(name.length), name));
}

/** The leaf that says that a log had this tree: the text of a checkpoint, with the blinded name as its origin. */
export const formatPlatformEntry = ({ origin, size, root }: Checkpoint, salt: Uint8Array): Uint8Array =>
  utf8(formatCheckpoint({ origin: blindOrigin(origin, salt), size, root }));

/** Proves that a log's tree has a leaf in the platform log. */
export interface PlatformReceipt {
  /** base64url of 32 bytes. */
  readonly salt: string;
  /** The exact leaf. */
  readonly entry: string;
  /** c2sp.org/tlog-proof@v1 */
  readonly proof: string;
  /** The platform log's key, as the deployment gives it; trust another. */
  readonly vkey: string;
}

/** Reads a receipt from JSON. Nothing is verified yet. @throws ProofError `platform.malformed` */
export function parsePlatformReceipt(text: string): PlatformReceipt {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) throw new ProofError("platform.malformed");
  const { salt, entry, proof, vkey } = Object.assign({ salt: null, entry: null, proof: null, vkey: null }, value);
  if (typeof salt !== "string" || typeof entry !== "string" || typeof proof !== "string" || typeof vkey !== "string")
    throw new ProofError("platform.malformed", "not salt, entry, proof and vkey");
  return { salt, entry, proof, vkey };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProofError("platform.malformed", "not JSON");
  }
}

/** What a verified receipt shows: a tree that the log had, and where in the platform log that stands. */
export interface PlatformInclusion {
  readonly head: TreeHead;
  readonly index: number;
  readonly checkpoint: VerifiedCheckpoint;
}

/**
 * Verifies that the platform log, whose key is trusted, has a leaf of the log with this origin. Whether the log at hand
 * continues the tree in it is for the caller to find out.
 * @throws ProofError `platform.*`, and those of `verifyTlogProof`
 */
export async function verifyPlatformReceipt(
  { salt, entry, proof }: PlatformReceipt,
  origin: string,
  platform: VerifierKey,
): Promise<PlatformInclusion> {
  const bytes = decodeBase64Url(salt);
  if (bytes?.length !== saltBytes) throw new ProofError("platform.malformed", "the salt is not base64url of 32 bytes");
  const { origin: blinded, size, root } = parseCheckpoint(entry);
  if (blinded !== blindOrigin(origin, bytes)) throw new ProofError("platform.mismatch");
  const { index, checkpoint } = await verifyTlogProof(proof, utf8(entry), platform);
  return { head: { size, root }, index, checkpoint };
}
