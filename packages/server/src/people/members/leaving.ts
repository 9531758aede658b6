import type { UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { stateOf } from "./offboarding.ts";
import { readOffboarding } from "./store.ts";

/** @throws Problem(`offboarding.under_way`) */
export async function assertNotLeaving(scope: AccountScope, userId: UserId): Promise<void> {
  const standing = await readOffboarding(scope, userId);
  if (standing !== null && stateOf(standing) === "running") throw new Problem("offboarding.under_way");
}
