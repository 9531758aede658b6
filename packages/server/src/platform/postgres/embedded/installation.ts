export type ProgramsKind = "system" | "bundled";

/** The programs of one PostgreSQL installation. */
export interface Programs {
  readonly kind: ProgramsKind;
  /** Holds `postgres` and `initdb`. */
  readonly folder: string;
  readonly major: number;
  /** As the server gives it, such as 18.4. */
  readonly version: string;
}
