import type { PolicySettings, UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { findDuty, tellOnce } from "./duty-store.ts";

/** Whether a policy asks somebody for a second factor. */
export const isFactorRequired = ({ factorRequired }: PolicySettings, privileged: boolean): boolean =>
  factorRequired === "all" || (factorRequired === "privileged" && privileged);

/** What a session of somebody owes. */
interface FactorDuty {
  /** From then on it opens nothing but the setting up of a second factor; null where none is asked for. */
  readonly factorDueAt: number | null;
  /** Whether a recovery took the factors that they had: then policy and role do not matter. */
  readonly recovered: boolean;
}

export const noDuty: FactorDuty = { factorDueAt: null, recovered: false };

/**
 * What somebody without a second factor owes. The grace runs from the first sign-in that told them, and is not given
 * twice. After a recovery there is none, under any policy: or the sign-in that comes next, with the password alone, would
 * be a way around the factors that were there.
 */
export async function factorDutyOf(
  scope: AccountScope,
  policy: PolicySettings,
  { id, privileged, now }: { id: UserId; privileged: boolean; now: number },
): Promise<FactorDuty> {
  const isRequired = isFactorRequired(policy, privileged);
  const duty = isRequired ? await tellOnce(scope, id, now) : await findDuty(scope, id);
  if (duty?.recovered === true) return { factorDueAt: duty.toldAt, recovered: true };
  return duty === null || !isRequired
    ? noDuty
    : { factorDueAt: duty.toldAt + days(policy.factorGraceDays), recovered: false };
}
