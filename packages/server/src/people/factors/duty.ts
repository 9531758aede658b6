import type { PolicySettings, UserId } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { tellOnce } from "./duty-store.ts";

/** Whether a policy asks somebody for a second factor. */
export const isFactorRequired = ({ factorRequired }: PolicySettings, privileged: boolean): boolean =>
  factorRequired === "all" || (factorRequired === "privileged" && privileged);

/**
 * From when on somebody without a second factor can do nothing but set one up; null where none is asked for. The grace
 * runs from the first sign-in that told them, and is not given twice.
 */
export async function factorDueAt(
  scope: AccountScope,
  policy: PolicySettings,
  user: { id: UserId; privileged: boolean; now: number },
): Promise<number | null> {
  if (!isFactorRequired(policy, user.privileged)) return null;
  return (await tellOnce(scope, user.id, user.now)) + days(policy.factorGraceDays);
}
