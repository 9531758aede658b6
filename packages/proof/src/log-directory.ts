import { type Checkpoint, openCheckpoint, type VerifiedCheckpoint } from "./checkpoint.ts";
import { proveConsistency, type TreeHead, verifyConsistency } from "./consistency-proof.ts";
import { textOf } from "./bytes.ts";
import type { DirectoryReader } from "./directory-reader.ts";
import { type Entry, parseEntry } from "./entry.ts";
import { entryFault, type Fault, FaultList } from "./fault.ts";
import { auditTree, type FoundEntries } from "./log-tree.ts";
import { PersonalAudit } from "./personal-file.ts";
import {
  parsePlatformReceipt,
  platformFile,
  type PlatformInclusion,
  verifyPlatformReceipt,
} from "./platform-receipt.ts";
import { meetsQuorum, parsePolicy, type Policy } from "./policy.ts";
import { ProofError } from "./proof-error.ts";
import { hashesFromTiles } from "./tile-hashes.ts";
import { tilePath } from "./tile-path.ts";
import { tileBytes, tilesOf } from "./tile.ts";
import { isSameKey, parseVerifierKey, type VerifierKey } from "./verifier-key.ts";

/** What the one who verifies brings along. None of it may come from the export itself. */
export interface LogExpectation {
  /** The log's verifier key. Checkpoints must be signed by it and carry its name as their origin. */
  readonly vkey: string;
  /** A checkpoint of this log from earlier: the export must continue it. */
  readonly olderCheckpoint?: string | Uint8Array | null;
  /** The key that signed that one, when the log's key was rotated since: of the same log, and trusted as well. */
  readonly olderVkey?: string;
  /** A tlog-policy whose witnesses must have cosigned. The export's own policy file binds as well. */
  readonly policy?: string | null;
  /** The platform log's verifier key: the export's receipt must prove a tree there that this log continues. */
  readonly platformVkey?: string;
  /** `opaque` for a log whose leaves are not Holdfast entries; then only tree and signatures are verified. */
  readonly leaves?: "entries" | "opaque";
  /**
   * From which index on the log keeps its entries, by its published retention policy; default 0. Whatever lies whole
   * before it may be missing. What is there is verified all the same.
   */
  readonly minimumIndex?: number;
  /** How many faults the report names; all are counted. */
  readonly faultsMax?: number;
  /** Told after every bundle. */
  readonly onProgress?: (entries: number, size: number) => void;
}

/** What was verified, and everything that is wrong. */
export interface LogReport {
  readonly ok: boolean;
  /** Null when it could not be trusted; then nothing else was looked at. */
  readonly checkpoint: VerifiedCheckpoint | null;
  readonly counts: {
    /** As many as the checkpoint says, less those that were pruned. */
    readonly entries: number;
    /** That the tree has. */
    readonly tiles: number;
    /** Personal parts that open their commitment. */
    readonly personalOpened: number;
    /** Commitments without an opening: erased, or not exported. */
    readonly personalWithheld: number;
    /** Witnesses of a policy that have cosigned. */
    readonly witnesses: number;
  };
  /** Whether the log continues the older checkpoint; null when none was given or damage left it unknown. */
  readonly continuesOlder: boolean | null;
  /** What the platform log has of this log; null when its key was not given, or it proves nothing. */
  readonly platform: PlatformInclusion | null;
  readonly faults: readonly Fault[];
  readonly faultCount: number;
}

const smallFileBytesMax = 1_000_000;
const olderFile = "the older checkpoint";
const faultsMaxOf = ({ faultsMax = 100 }: LogExpectation): number => faultsMax;

/** A verification under way. */
interface Run {
  readonly reader: DirectoryReader;
  readonly expectation: LogExpectation;
  readonly key: VerifierKey;
  readonly olderKey: VerifierKey;
  readonly faults: FaultList;
}

/**
 * Verifies a whole exported log: signature, every entry, every tile, the root, the opened personal parts, and that it
 * continues an older checkpoint. It reads the export once, from front to back, in bounded memory, and says of each
 * fault where it is. Files that c2sp.org/tlog-tiles does not ask for at this size are not looked at.
 * @throws ProofError when what the caller brings, the key or the policy, is malformed.
 */
export async function verifyLogDirectory(reader: DirectoryReader, expectation: LogExpectation): Promise<LogReport> {
  const key = parseVerifierKey(expectation.vkey);
  const olderKey = expectation.olderVkey === undefined ? key : parseVerifierKey(expectation.olderVkey);
  const trusted = typeof expectation.policy === "string" ? [parsePolicy(expectation.policy)] : [];
  const run: Run = { reader, expectation, key, olderKey, faults: new FaultList(faultsMaxOf(expectation)) };

  await checkKeyFile(run);
  const policies = [...trusted, ...(await readPolicyFile(run))];
  const checkpoint = await readCheckpoint(run, policies);
  if (checkpoint === null) return reportOf(run, null, noEntries, { continuesOlder: null, platform: null });
  const seen = await checkEntries(run, checkpoint);
  const continuesOlder = await checkOlder(run, checkpoint);
  const platform = await checkPlatform(run, checkpoint);
  return reportOf(run, checkpoint, seen, { continuesOlder, platform });
}

/** The export carries the key for other programs; it must not hand them another one. */
async function checkKeyFile({ reader, key, faults }: Run): Promise<void> {
  const file = await readText(reader, "vkey");
  if (file === null) return;
  await faults.within("vkey", () => {
    if (!file.endsWith("\n") || !isSameKey(parseVerifierKey(file.slice(0, -1)), key))
      throw new ProofError("vkey.mismatch");
  });
}

async function readPolicyFile({ reader, key, faults }: Run): Promise<Policy[]> {
  const file = await readText(reader, "policy");
  if (file === null) return [];
  const policy = await faults.within("policy", () => {
    const parsed = parsePolicy(file);
    if (!parsed.logs.some((log) => isSameKey(log, key))) throw new ProofError("policy.wrong_log");
    return parsed;
  });
  return policy === null ? [] : [policy];
}

async function readCheckpoint(
  { reader, key, faults }: Run,
  policies: readonly Policy[],
): Promise<VerifiedCheckpoint | null> {
  return faults.within("checkpoint", async () => {
    const note = await reader.read("checkpoint", smallFileBytesMax);
    if (note === null) throw new ProofError("checkpoint.missing");
    const witnesses = policies.flatMap((policy) => policy.witnesses);
    const checkpoint = await openCheckpoint(note, key, witnesses);
    const unmet = policies.some(({ quorum }) => !meetsQuorum(quorum, checkpoint.signers));
    if (unmet) faults.add({ code: "policy.quorum_unmet", file: "checkpoint", detail: null });
    return checkpoint;
  });
}

async function readText(reader: DirectoryReader, path: string): Promise<string | null> {
  const bytes = await reader.read(path, smallFileBytesMax);
  return bytes && (textOf(bytes) ?? "");
}

interface SeenEntries {
  readonly entries: number;
  readonly personalOpened: number;
  readonly personalWithheld: number;
}
const noEntries: SeenEntries = { entries: 0, personalOpened: 0, personalWithheld: 0 };

async function checkEntries(run: Run, head: Checkpoint): Promise<SeenEntries> {
  const { reader, expectation, faults } = run;
  // What entries say may be wrong because their bytes are. The damage is reported first, what follows from it after.
  const content = new FaultList(faultsMaxOf(expectation));
  const isOpaque = expectation.leaves === "opaque";
  const personal = isOpaque ? null : await PersonalAudit.start(reader, content);
  let [entries, commitments] = [0, 0];
  const visit = async (found: FoundEntries): Promise<void> => {
    await personal?.readOn();
    const parsed = isOpaque ? [] : parseEntries(found, content);
    for (const entry of parsed) {
      if (entry.personal !== null) commitments += 1;
      personal?.check(entry);
    }
    entries += found.entries.length;
    expectation.onProgress?.(entries, head.size);
  };
  await auditTree({ reader, head, faults, minimumIndex: expectation.minimumIndex ?? 0, visit });
  await personal?.finish();
  faults.addAll(content);
  const personalOpened = personal?.opened ?? 0;
  return { entries, personalOpened, personalWithheld: commitments - personalOpened };
}

function parseEntries(found: FoundEntries, faults: FaultList): Entry[] {
  return found.entries.flatMap((bytes, position) => {
    try {
      return [parseEntry(bytes)];
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      // Of an entry that was changed it matters that it was, not what it became.
      if (found.isIntact(position)) faults.add(entryFault("entry.malformed", found.tile, position, error.detail));
      return [];
    }
  });
}

/** Looks for a rollback or a fork: whether this log begins with the tree that was signed before. */
async function checkOlder(run: Run, newer: Checkpoint): Promise<boolean | null> {
  const { expectation, faults } = run;
  const note = expectation.olderCheckpoint ?? null;
  if (note === null) return null;
  const isIntact = faults.count === 0;
  const older = await faults.within(olderFile, async () => {
    const opened = await openCheckpoint(note, run.olderKey);
    if (opened.origin !== newer.origin) throw new ProofError("checkpoint.wrong_origin");
    return opened;
  });
  if (older === null) return null;
  if (older.size > newer.size) {
    faults.add({
      code: "checkpoint.rollback",
      file: "checkpoint",
      detail: `${newer.size} entries, once ${older.size}`,
    });
    return false;
  }
  // From a damaged tree a failing proof would say nothing.
  if (!isIntact) return null;
  return continues(run, older, newer);
}

/** Looks for a log that shows others another tree than the one that all can see in the platform log. */
async function checkPlatform(run: Run, newer: Checkpoint): Promise<PlatformInclusion | null> {
  const { platformVkey } = run.expectation;
  if (platformVkey === undefined) return null;
  const platform = parseVerifierKey(platformVkey);
  const isIntact = run.faults.count === 0;
  const found = await run.faults.within(platformFile, async () => {
    const text = await readText(run.reader, platformFile);
    if (text === null) throw new ProofError("platform.missing");
    const inclusion = await verifyPlatformReceipt(parsePlatformReceipt(text), newer.origin, platform);
    const { size } = inclusion.head;
    if (size > newer.size) {
      throw new ProofError("checkpoint.rollback", `${newer.size} entries, and ${size} in the platform log`);
    }
    return inclusion;
  });
  if (found === null || !isIntact) return null;
  return (await continues(run, found.head, newer)) === true ? found : null;
}

async function continues({ reader, faults }: Run, older: TreeHead, newer: Checkpoint): Promise<boolean | null> {
  const readHashes = hashesFromTiles(async (tile) => {
    const bytes = await reader.read(tilePath(tile), tileBytes(tile));
    // The tree was whole a moment ago but for what was pruned.
    if (bytes === null) throw new ProofError("checkpoint.unprovable", `it had ${older.size} entries`);
    return bytes;
  }, newer.size);
  try {
    verifyConsistency(older, newer, await proveConsistency(readHashes, older.size, newer.size));
    return true;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const isUnprovable = error.code === "checkpoint.unprovable";
    const detail = isUnprovable ? error.detail : `the first ${older.size} entries are others than before`;
    faults.add({ code: isUnprovable ? error.code : "checkpoint.fork", file: "checkpoint", detail });
    return isUnprovable ? null : false;
  }
}

function reportOf(
  { key, faults }: Run,
  checkpoint: VerifiedCheckpoint | null,
  seen: SeenEntries,
  { continuesOlder, platform }: Pick<LogReport, "continuesOlder" | "platform">,
): LogReport {
  const witnesses = checkpoint?.signers.filter((signer) => !isSameKey(signer, key)).length ?? 0;
  const tiles = checkpoint === null ? 0 : [...tilesOf(checkpoint.size)].length;
  return {
    ok: faults.count === 0,
    checkpoint,
    counts: { ...seen, tiles, witnesses },
    continuesOlder,
    platform,
    faults: faults.kept,
    faultCount: faults.count,
  };
}
