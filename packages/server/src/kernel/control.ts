/** A claim of docs/claims.json, such as `C-133`. */
export type ClaimId = `C-${number}`;

/** Flat facts that a public page can show: counts, durations, codes. Nothing personal, and no id of an account. */
export type Evidence = Readonly<Record<string, number | string>>;

/** Names as evidence: each once, and `none` where there are none. */
export const listed = (names: readonly string[]): string => [...new Set(names)].join(", ") || "none";

export interface Measurement {
  /** Whether the promise was kept when it was tried. */
  readonly ok: boolean;
  /** What was tried, and what came of it; where it is not ok, what was broken. */
  readonly evidence: Evidence;
}

/**
 * A promise to which the running system is held. The probe tries the thing itself, with the system's own parts, and
 * beside each refusal that it expects stands something that must succeed: a probe that cannot fail measures nothing.
 * It changes nothing that anybody else can see.
 */
export interface Control {
  /** Permanent: a label of metrics, and an anchor of pages. */
  readonly name: string;
  /** A sentence that is true while the control is ok. */
  readonly title: string;
  /** What it measures, or measures a part of. */
  readonly claims: readonly ClaimId[];
  readonly everyMs: number;
  /** A probe that takes longer has failed. */
  readonly timeoutMs: number;
  /** A probe that throws has failed. */
  probe(): Promise<Measurement>;
}
