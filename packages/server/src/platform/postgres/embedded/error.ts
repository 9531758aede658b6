export type EmbeddedPostgresFault =
  /** Another process runs the server of this data directory. */
  | "in_use"
  /** There is nothing to attach to. */
  | "not_running"
  /** The data was made by a major version whose programs are not here. */
  | "other_major"
  /** No PostgreSQL programs for this machine. */
  | "no_programs"
  /** No ordinary user to run as, or one that PostgreSQL cannot look up. */
  | "no_user"
  /** The user that PostgreSQL runs as cannot get to its programs or its data. */
  | "out_of_reach"
  /** `initdb` or the server failed; the message ends with what it said. */
  | "did_not_start"
  /** A server of an earlier run does not stop. */
  | "does_not_stop";

/** Why the embedded server cannot be had. The message says what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
  readonly code: EmbeddedPostgresFault;

  constructor(code: EmbeddedPostgresFault, message: string) {
    super(message);
    this.code = code;
  }
}

/** Tells a failed system call by its code, such as EACCES. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.some((code) => error.code === code);
}
