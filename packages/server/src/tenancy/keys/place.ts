import { lengthPrefixed } from "../../kernel/bytes.ts";
import type { SealPurpose, WrapPurpose } from "./purposes.ts";

/** Where a ciphertext stands. It opens there and nowhere else. */
export interface Place {
  readonly purpose: SealPurpose;
  readonly table: string;
  readonly column: string;
  /** The row's id within its owner. */
  readonly row: string;
}

export interface WrapPlace extends Omit<Place, "purpose"> {
  readonly purpose: WrapPurpose;
}

/**
 * The associated data of a ciphertext: owner, place and the ciphertext's own header. Length-prefixed, so that no two
 * places give the same bytes.
 */
export const associatedData = (owner: string, place: Place | WrapPlace, header: Uint8Array): Buffer =>
  lengthPrefixed([owner, place.table, place.column, place.row, place.purpose, header]);
