/** Every way a proof, a checkpoint or an export can be refused. Codes are permanent: add freely, never rename. */
export const proofErrors = {
  "note.malformed": "Not a signed note",
  "note.bad_signature": "A known key's signature does not verify",
  "note.unsigned": "No known key has signed this",
  "vkey.malformed": "Not a verifier key",
  "vkey.unsupported": "A verifier key of a signature type that this package cannot verify",
  "vkey.mismatch": "The verifier key in the export is not the trusted one",
  "policy.malformed": "Not a transparency log policy",
  "policy.wrong_log": "The policy does not list the log's key",
  "policy.quorum_unmet": "The witnesses that the policy asks for have not cosigned",
  "checkpoint.missing": "There is no checkpoint",
  "checkpoint.malformed": "Not a checkpoint",
  "checkpoint.wrong_origin": "The checkpoint belongs to another log",
  "checkpoint.rollback": "The log is smaller than it once was",
  "checkpoint.fork": "The log does not continue the one that was seen before",
  "checkpoint.unprovable": "The log has dropped what it takes to prove that it continues the older checkpoint",
  "inclusion.invalid": "The entry is not proven to be in the tree",
  "consistency.invalid": "The newer tree is not proven to continue the older one",
  "receipt.malformed": "Not a tlog-proof",
  "tile.missing": "A tile is missing",
  "tile.truncated": "A tile is too short",
  "tile.trailing_bytes": "A tile is too long",
  "tile.mismatch": "A tile's hash does not fit the tree",
  "bundle.missing": "An entry bundle is missing",
  "bundle.truncated": "An entry bundle ends too early",
  "bundle.trailing_bytes": "An entry bundle is too long",
  "entry.mismatch": "An entry is not the one that was logged",
  "entry.malformed": "Not a Holdfast log entry",
  "entry.too_large": "An entry must be shorter than 65,536 bytes",
  "root.mismatch": "The tree does not have the root hash that was signed",
  "personal.malformed": "Not an opening of a personal part",
  "personal.mismatch": "The personal part is not the one that was committed to",
  "personal.unmatched": "A personal part belongs to no entry of this log",
  "platform.missing": "There is no receipt of the platform log",
  "platform.malformed": "Not a receipt of the platform log",
  "platform.mismatch": "The entry in the platform log is another log's",
} as const satisfies Record<string, string>;

export type ProofErrorCode = keyof typeof proofErrors;

/** A refusal. What is refused was made by somebody else, so the message never quotes it. */
export class ProofError extends Error {
  readonly code: ProofErrorCode;
  /** What exactly is wrong, when the code alone does not say it. */
  readonly detail: string | null;

  constructor(code: ProofErrorCode, detail: string | null = null) {
    super(detail === null ? proofErrors[code] : `${proofErrors[code]}: ${detail}`);
    this.name = "ProofError";
    this.code = code;
    this.detail = detail;
  }
}
