import { ProofError, type ProofErrorCode } from "./proof-error.ts";

/** With which code `work` is refused, or null when it is not. Any other error is a fault of the test. */
export function refusal(work: () => unknown): ProofErrorCode | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof ProofError) return error.code;
    throw error;
  }
}
