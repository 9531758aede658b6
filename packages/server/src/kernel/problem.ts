import type { ProblemCode } from "@holdfast/contract";

export interface ProblemOptions {
  /** One sentence for the caller, free of values they sent and of anything internal. */
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  /** Seconds for the Retry-After header. */
  readonly retryAfter?: number;
  /** Kept for the log, never sent. */
  readonly cause?: unknown;
}

/** A refusal that the caller can be told, by its permanent code (RFC 9457). Anything else thrown is a bug. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly errors: ProblemOptions["errors"];
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
  }
}
