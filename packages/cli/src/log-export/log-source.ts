/** An opening of a personal part, as the log gives it. */
export interface SourceOpening {
  readonly index: number;
  readonly id: string;
  readonly salt: string;
  readonly json: string;
}

/** Where an account's log is read from: the deployment's own databases, or a server over HTTP. */
export interface LogSource {
  /** The newest checkpoint. */
  checkpoint(): Promise<string>;
  /** The key that verifies it, as the log itself says. */
  vkey(): Promise<string>;
  /** The receipt of the platform's log for this one, in JSON; null before there is one. */
  platform(): Promise<string | null>;
  /** A tile or bundle by its path, `tile/…`; null when the log does not have it, or not any more. */
  file(path: string): Promise<Uint8Array | null>;
  /** The openings that still exist, in the order of the log. Reading them is told to the log. */
  openings(): AsyncIterable<SourceOpening>;
}
