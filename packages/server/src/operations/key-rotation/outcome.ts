import type { AccountId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { DecryptFailure } from "../../tenancy/keys/index.ts";

/**
 * Does work for one account of many: what is the account's own fault (its keys do not open, it was erased meanwhile) is
 * told with the others' outcomes; what would stop the next one too is thrown.
 */
export async function orFailure<T>(
  accountId: AccountId,
  work: () => Promise<T>,
): Promise<T | { accountId: AccountId; step: "failed"; reason: string }> {
  try {
    return await work();
  } catch (error) {
    const isItsOwn =
      error instanceof DecryptFailure || (error instanceof Problem && error.code === "account.not_found");
    if (!isItsOwn) throw error;
    return { accountId, step: "failed", reason: error.message };
  }
}
