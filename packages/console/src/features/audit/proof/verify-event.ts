import type { AnswerOf, EventView, routes } from "@holdfast/contract";
import {
  canonicalJson,
  decodeBase64,
  decodeBase64Url,
  type Entry,
  leafHash,
  openCheckpoint,
  parseEntry,
  parseTlogProof,
  parseVerifierKey,
  type PathStep,
  ProofError,
  type VerifiedCheckpoint,
  verifyInclusion,
  verifyPersonal,
} from "@holdfast/proof";

export type EventProof = AnswerOf<typeof routes.readEventProof>;

export const stepTitles = {
  leaf: "The leaf says what this screen says",
  signature: "The log's key has signed the checkpoint",
  inclusion: "The path leads from the leaf to the signed root",
  personal: "The personal part is the one that was committed to",
} as const;

export type StepName = keyof typeof stepTitles;

export interface Step {
  readonly name: StepName;
  /** `absent`: there is nothing to check. `skipped`: an earlier step failed. */
  readonly state: "ok" | "failed" | "absent" | "skipped";
  readonly remark: string;
}

/** What was found, and, when leaf, signature and path hold, the way from the leaf to the root. */
export interface Verification {
  readonly steps: readonly Step[];
  readonly proven: ProvenPath | null;
}

export interface ProvenPath {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly path: readonly PathStep[];
  readonly checkpoint: VerifiedCheckpoint;
}

/**
 * Checks a receipt in this browser: nothing that the server says is believed but the key, and that one can be given.
 * Every step is done by `@holdfast/proof`, the package that auditors use.
 */
export async function verifyEvent(event: EventView, proof: EventProof, vkey: string): Promise<Verification> {
  const steps: Step[] = [];
  const check = async <T>(
    name: StepName,
    work: () => T | Promise<T>,
    remark: (result: T) => string,
  ): Promise<T | null> => {
    if (steps.some(({ state }) => state === "failed")) {
      steps.push({ name, state: "skipped", remark: "Not checked, because a step before it failed." });
      return null;
    }
    try {
      const result = await work();
      steps.push({ name, state: "ok", remark: remark(result) });
      return result;
    } catch (error) {
      steps.push({ name, state: "failed", remark: faultOf(error) });
      return null;
    }
  };

  const entry = await check(
    "leaf",
    () => readLeaf(event, proof),
    ({ bytes }) => `${bytes.length} bytes, ${event.id}`,
  );
  const receipt = parseReceipt(proof.proof);
  const checkpoint = await check(
    "signature",
    () => openCheckpoint(receipt().checkpoint, parseVerifierKey(vkey.trim())),
    ({ size, origin }) => `${size.toLocaleString("en")} entries, ${origin}`,
  );
  const proven = await check(
    "inclusion",
    () => climb(receipt(), must(entry).bytes, must(checkpoint)),
    ({ path, index }) => `Entry #${index}, ${path.length === 1 ? "1 step" : `${path.length} steps`}`,
  );
  if (entry !== null && entry.entry.personal === null) {
    steps.push({ name: "personal", state: "absent", remark: "This event has none." });
  } else if (proof.personal === null) {
    steps.push({
      name: "personal",
      state: "absent",
      remark: "Erased: the commitment stays, and can no longer be opened.",
    });
  } else {
    const { personal } = proof;
    await check(
      "personal",
      () => openPersonal(event, must(entry).entry, personal),
      () => "Salt and text open the commitment.",
    );
  }
  return { steps, proven };
}

/** The leaf's exact bytes, when they say what the list said. */
function readLeaf(event: EventView, proof: EventProof): { readonly bytes: Uint8Array; readonly entry: Entry } {
  const bytes = decodeBase64(proof.entry);
  if (bytes === null) throw new ProofError("entry.malformed", "not base64");
  const entry = parseEntry(bytes);
  const { id, time, event: name, actor, target, outcome, request, details } = event;
  const shown = { id, time, event: name, actor, target, outcome, request, details };
  const logged = {
    id: entry.id,
    time: entry.time,
    event: entry.event,
    actor: entry.actor,
    target: entry.target,
    outcome: entry.outcome,
    request: entry.request,
    details: entry.details,
  };
  if (canonicalJson(shown) !== canonicalJson(logged)) {
    throw new ProofError("entry.mismatch", "the leaf says something else than the list");
  }
  return { bytes, entry };
}

function climb(
  receipt: ReturnType<typeof parseTlogProof>,
  entry: Uint8Array,
  checkpoint: VerifiedCheckpoint,
): ProvenPath {
  const leaf = leafHash(entry);
  const { size, root } = checkpoint;
  return {
    leaf,
    checkpoint,
    index: receipt.index,
    path: verifyInclusion({ leaf, index: receipt.index, size, root }, receipt.proof),
  };
}

function openPersonal(event: EventView, entry: Entry, personal: NonNullable<EventProof["personal"]>): void {
  const salt = decodeBase64Url(personal.salt);
  if (salt === null) throw new ProofError("personal.malformed", "the salt is not base64url");
  verifyPersonal(entry.personal ?? "", salt, personal.json);
  if (event.personal !== null && canonicalJson(event.personal) !== personal.json) {
    throw new ProofError("personal.mismatch", "the list shows something else");
  }
}

/** Reads the receipt once, when the first step needs it; a malformed one fails that step. */
function parseReceipt(text: string): () => ReturnType<typeof parseTlogProof> {
  let receipt: ReturnType<typeof parseTlogProof> | null = null;
  return () => (receipt ??= parseTlogProof(text));
}

/** What an earlier step gave; this one is not reached without it. */
function must<T>(value: T | null): T {
  if (value === null) throw new ProofError("receipt.malformed", "an earlier step gave nothing");
  return value;
}

function faultOf(error: unknown): string {
  if (error instanceof ProofError) return `${error.message} (${error.code}).`;
  if (error instanceof Error) return error.message;
  throw error;
}
