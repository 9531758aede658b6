import { encodeBase64, parseCheckpoint, parseNote, ProofError } from "@holdfast/proof";

export interface CheckpointSummary {
  readonly size: number;
  readonly root: string;
}

/** What a checkpoint says, unverified: for showing, not for believing. Null when it is none. */
export function summarise(note: string): CheckpointSummary | null {
  try {
    const { size, root } = parseCheckpoint(parseNote(note).text);
    return { size, root: encodeBase64(root) };
  } catch (error) {
    if (error instanceof ProofError) return null;
    throw error;
  }
}
