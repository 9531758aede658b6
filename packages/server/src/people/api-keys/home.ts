import type { AccountId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { type DirectoryDeps, findHome, type Home } from "../../tenancy/directory/index.ts";

/** Where the account lives that a key names. Null where there is none: whoever makes keys up learns nothing by it. */
export async function homeOf(directory: DirectoryDeps, accountId: AccountId): Promise<Home | null> {
  try {
    return await findHome(directory, accountId);
  } catch (error) {
    if (error instanceof Problem && error.code === "account.not_found") return null;
    throw error;
  }
}
