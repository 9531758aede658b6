import type { UserId } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { endChallengesOf, factorEvent } from "../factors/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import type { TakeBack } from "../users/index.ts";
import { closeRecovery } from "./store.ts";

/** What ends a recovery before its time, and where from. */
interface Cancelling {
  readonly by: "link" | "sign_in" | "suspension";
  readonly origin: Origin;
}

/** Ends what somebody who had taken the user's place began. */
export const takeBackSignIns =
  (deps: NoticeDeps): TakeBack =>
  (scope, { userId, origin }) =>
    dropSignIns(deps, scope, userId, { by: "link", origin });

/** Ends what is under way to get in as a locked user: sign-ins that wait for another factor, and a recovery. */
export async function dropSignIns(
  deps: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  cancelling: Cancelling,
): Promise<void> {
  await endChallengesOf(scope, userId);
  await cancelOpen(deps, scope, userId, cancelling);
}

/** Whoever signs in with a second factor has not lost them: a recovery that is open is not theirs, or not needed. */
export async function cancelOpen(
  deps: NoticeDeps,
  scope: AccountScope,
  userId: UserId,
  { by, origin }: Cancelling,
): Promise<void> {
  if (!(await closeRecovery(scope, userId))) return;
  await emit(scope, factorEvent("recovery.cancelled", origin, userId, { by }));
  await notify(deps, scope, { notice: "recovery.cancelled", user: userId, origin, facts: {} });
}
