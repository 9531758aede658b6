import type { UserId } from "@holdfast/contract";

import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** Who leaves, and who gets what is theirs: null when it goes with them. */
export interface Leaving {
  readonly userId: UserId;
  readonly successor: UserId | null;
}

/** What another module does when somebody leaves, inside the transaction of the step. It may fail: the step then waits. */
export interface OffboardingStep {
  /** `keys`: with the suspension, at once. `transfer`: before the user is deleted. */
  readonly step: "keys" | "transfer";
  /** @returns how many things it took or handed over. */
  readonly run: (scope: AccountScope, leaving: Leaving, origin: Origin) => Promise<number>;
}

/** Lets every module do its part of a step. @returns how many things that were. */
export async function runParts(
  parts: readonly OffboardingStep[],
  step: OffboardingStep["step"],
  scope: AccountScope,
  leaving: Leaving,
  origin: Origin,
): Promise<number> {
  let affected = 0;
  for (const part of parts) if (part.step === step) affected += await part.run(scope, leaving, origin);
  return affected;
}
