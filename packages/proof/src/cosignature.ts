import { utf8 } from "./bytes.ts";
import type { VerifierKey } from "./verifier-key.ts";
import { verifyEd25519 } from "#primitives";

const timestampBytes = 8;
const timestampMax = 2n ** 63n - 1n;

/** What a witness signs: that at this second the checkpoint was the largest consistent one it had seen. */
export function cosignedMessage(checkpointText: string, timestamp: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${checkpointText}`);
}

/** Whether `signature`, a timestamp and an Ed25519 signature, is `key`'s over this checkpoint (c2sp.org/tlog-cosignature). */
export async function isValidCosignature(
  key: VerifierKey,
  checkpointText: string,
  signature: Uint8Array,
): Promise<boolean> {
  if (signature.length < timestampBytes) return false;
  const timestamp = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (timestamp > timestampMax) return false;
  const message = cosignedMessage(checkpointText, timestamp);
  return verifyEd25519(key.publicKey, message, signature.subarray(timestampBytes));
}
