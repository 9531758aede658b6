import type { UserId } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { endChallengesOf, factorEvent } from "../factors/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { closeRecovery } from "./store.ts";

/** Ends what somebody who had taken the user's place began: a recovery, and sign-ins that wait for another factor. */
export async function takeBackSignIns(scope: AccountScope, userId: UserId): Promise<void> {
  await closeRecovery(scope, userId);
  await endChallengesOf(scope, userId);
}

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
