/**
 * Verifies what a Holdfast log says of itself, offline and without trusting Holdfast: receipts, checkpoints and whole
 * exports, in the formats of c2sp.org. The same code runs in Node and in browsers.
 */
export { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from "./base64.ts";
export { canonicalJson } from "./canonical-json.ts";
export {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type VerifiedCheckpoint,
} from "./checkpoint.ts";
export { CompactRange, type HashedNode } from "./compact-range.ts";
export { consistencyNodes, proveConsistency, type TreeHead, verifyConsistency } from "./consistency-proof.ts";
export { cosignedMessage } from "./cosignature.ts";
export { type DirectoryReader, memoryReader } from "./directory-reader.ts";
export { bundleBytesMax, decodeBundle, encodeBundle } from "./entry-bundle.ts";
export { encodeEntry, type Entry, type Fact, formatEntry, parseEntry } from "./entry.ts";
export { describeFault, type Fault } from "./fault.ts";
export {
  type InclusionClaim,
  inclusionNodes,
  type PathStep,
  proveInclusion,
  verifyInclusion,
} from "./inclusion-proof.ts";
export { type LogExpectation, type LogReport, verifyLogDirectory } from "./log-directory.ts";
export { emptyRoot, entryBytesMax, type Hash, hashBytes, leafHash, nodeHash } from "./merkle-tree.ts";
export { formatOpening, type Opening, parseOpening, personalFile } from "./personal-file.ts";
export { personalCommitment, saltBytes, verifyPersonal } from "./personal.ts";
export {
  blindOrigin,
  formatPlatformEntry,
  parsePlatformReceipt,
  platformFile,
  type PlatformInclusion,
  type PlatformReceipt,
  verifyPlatformReceipt,
} from "./platform-receipt.ts";
export { formatPolicy, meetsQuorum, parsePolicy, type Policy, type Quorum } from "./policy.ts";
export { ProofError, type ProofErrorCode, proofErrors } from "./proof-error.ts";
export {
  formatNote,
  type NoteSignature,
  type NoteSigner,
  parseNote,
  type SignedNote,
  signNote,
  verifyNote,
} from "./signed-note.ts";
export { type HashReader, type LeafRange, treeRoot, type TreeNode } from "./subtree.ts";
export { type Tile, TileAppender } from "./tile-appender.ts";
export { hashesFromTiles } from "./tile-hashes.ts";
export { bundlePath, parseTilePath, type TileFile, tilePath } from "./tile-path.ts";
export {
  isFull,
  isPruned,
  newTiles,
  rightEdge,
  tileBytes,
  tileHeight,
  type TileId,
  type TileReader,
  tilesForNodes,
  tilesOf,
  tileWidth,
} from "./tile.ts";
export { formatTlogProof, parseTlogProof, type ProvenEntry, type TlogProof, verifyTlogProof } from "./tlog-proof.ts";
export {
  formatVerifierKey,
  isSameKey,
  parseVerifierKey,
  type SignatureType,
  signatureTypes,
  type VerifierKey,
  verifierKey,
} from "./verifier-key.ts";
