import type { UserId } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { factorEvent } from "../factors/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { closeRecovery } from "./store.ts";

/** Whoever signs in with a second factor has not lost them: a recovery that is open is not theirs, or not needed. */
export async function cancelOpen(
  deps: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  { by, origin }: { by: "link" | "sign_in"; origin: Origin },
): Promise<void> {
  if (!(await closeRecovery(scope, userId))) return;
  await emit(scope, factorEvent("recovery.cancelled", origin, userId, { by }));
  await notify(deps, scope, { notice: "recovery.cancelled", user: userId, origin, facts: {} });
}
