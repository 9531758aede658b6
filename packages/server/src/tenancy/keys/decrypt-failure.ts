import type { Place } from "./place.ts";

/**
 * Why a stored value did not open. `unknown_key`: its key version is disabled, destroyed, or newer than what this
 * process has read; the keys are read again for the next attempt. Everything else is final.
 */
export type DecryptFailureReason = "malformed" | "unknown_key" | "other_key" | "not_authentic";

/** A stored value did not open. It is an event and a state of what it was part of, never a reason to try again. */
export class DecryptFailure extends Error {
  readonly owner: string;
  readonly place: Pick<Place, "table" | "column" | "row">;
  readonly reason: DecryptFailureReason;

  constructor(
    owner: string,
    place: Pick<Place, "table" | "column" | "row">,
    reason: DecryptFailureReason,
    options: { cause?: unknown } = {},
  ) {
    super(`${place.table}.${place.column} does not decrypt: ${reason}`, options);
    this.name = "DecryptFailure";
    this.owner = owner;
    this.place = { table: place.table, column: place.column, row: place.row };
    this.reason = reason;
  }
}
