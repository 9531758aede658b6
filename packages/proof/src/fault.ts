import { proofErrors, ProofError, type ProofErrorCode } from "./proof-error.ts";
import { bundlePath, tilePath } from "./tile-path.ts";
import { type TileId, tileWidth } from "./tile.ts";

/** One thing that is wrong with an exported log, and where. */
export interface Fault {
  readonly code: ProofErrorCode;
  readonly file: string;
  /** What exactly is wrong, when code and place do not say it. */
  readonly detail: string | null;
  /** The entry's index in the log. */
  readonly entry?: number;
  /** The tile, and which of its hashes. */
  readonly tile?: { readonly level: number; readonly index: number; readonly position: number | null };
  /** The line of the file, from 1. */
  readonly line?: number;
}

/** A fault as one line of text for people. */
export function describeFault(fault: Fault): string {
  const places = [
    fault.file,
    fault.line === undefined ? null : `line ${fault.line}`,
    fault.entry === undefined ? null : `entry ${fault.entry}`,
    fault.tile === undefined ? null : `level ${fault.tile.level}, tile ${fault.tile.index}`,
    typeof fault.tile?.position === "number" ? `hash ${fault.tile.position}` : null,
  ].filter((place) => place !== null);
  const detail = fault.detail === null ? "" : ` (${fault.detail})`;
  return `${places.join(", ")}: ${proofErrors[fault.code]}${detail}`;
}

/** A fault of a whole tile, or of one of its hashes. */
export function tileFault(
  code: ProofErrorCode,
  tile: TileId,
  position: number | null,
  detail: string | null = null,
): Fault {
  return { code, file: tilePath(tile), detail, tile: { level: tile.level, index: tile.index, position } };
}

/** A fault of the entry at this place of a bundle. */
export function entryFault(code: ProofErrorCode, tile: TileId, position: number, detail: string | null = null): Fault {
  return { code, file: bundlePath(tile), detail, entry: tile.index * tileWidth + position };
}

/** Faults as they are found. It keeps the first ones and counts the rest: a log may be wrong in every entry. */
export class FaultList {
  readonly #kept: Fault[] = [];
  readonly #limit: number;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get kept(): readonly Fault[] {
    return this.#kept;
  }

  get count(): number {
    return this.#count;
  }

  add(...faults: readonly Fault[]): void {
    this.#count += faults.length;
    this.#kept.push(...faults.slice(0, Math.max(0, this.#limit - this.#kept.length)));
  }

  /** Adds what another list has found, kept or only counted. */
  addAll(other: FaultList): void {
    this.add(...other.kept);
    this.#count += other.count - other.kept.length;
  }

  /** Does `work`; a refusal becomes a fault of this file, and null is returned. */
  async within<T>(file: string, work: () => T | Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      this.add({ code: error.code, file, detail: error.detail });
      return null;
    }
  }
}
