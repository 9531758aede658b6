import { type Clock, days } from "../../kernel/clock.ts";
import { lapseUnproven } from "../directory/index.ts";
import { eraseAccount, type EraseDeps } from "./erase-account.ts";

export interface LapseDeps extends EraseDeps {
  readonly clock: Clock;
  /** Days that whoever signs up has to prove an address of the account. */
  readonly unverifiedAccountDays: number;
}

/** Accounts taken out of use in one run; what is left waits for the next. */
const mostAtOnce = 500;

/**
 * Erases accounts that were signed up for and of which nobody proved an address in time, as the operator erases one: an
 * address that somebody else typed is not kept, and no slug is held for nobody. What a failed run has left is taken up
 * by the next; an account that fails is logged and does not hold the others up.
 * @returns how many were erased.
 */
export async function eraseLapsed(deps: LapseDeps): Promise<number> {
  const { directory, log, clock, unverifiedAccountDays } = deps;
  const lapsed = await lapseUnproven(directory, clock() - days(unverifiedAccountDays), mostAtOnce);
  let erased = 0;
  for (const { accountId, isNew } of lapsed) {
    if (isNew) log.info("account.lapsed", { accountId, unverifiedAccountDays });
    try {
      await eraseAccount(deps, accountId);
      erased += 1;
    } catch (error) {
      log.error("account.lapse_failed", error, { accountId });
    }
  }
  return erased;
}
