import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { append, emit, type Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { cancelPending } from "../email-changes/index.ts";
import { endChallengesOf } from "../factors/index.ts";
import { notify } from "../notices/index.ts";
import { noteReset, storedHash, storeHash } from "../passwords/index.ts";
import { type Ended, endSessions } from "../sessions/index.ts";
import type { SignInDeps } from "./deps.ts";
import { passwordEvent } from "./events.ts";
import { prepareHash } from "./new-password.ts";

/**
 * Changes the caller's password and ends every other session of theirs.
 * @throws Problem(`password.wrong`), Problem(`password.*`), Problem(`rate.limited`), Problem(`service.busy`)
 */
export async function changePassword(
  deps: SignInDeps,
  caller: Caller,
  request: { currentPassword: string; newPassword: string },
  origin: Origin,
): Promise<Ended> {
  const { accountId, userId, sessionId } = caller;
  // A stolen session must not become a way to guess the password.
  await deps.identities.attempt(userId, origin.address ?? "");
  const { stored, hashing } = await withAccount(deps.directory, accountId, async (scope) => ({
    stored: await storedHash(scope, userId),
    hashing: await prepareHash(deps, scope, userId, request.newPassword),
  }));
  if (stored === null || !(await deps.hasher.verify(request.currentPassword, stored))) {
    await append(deps, accountId, passwordEvent("password.change_refused", origin, userId));
    throw new Problem("password.wrong");
  }
  const hash = await hashing();
  const { value, certificate } = await deps.revoker.within(accountId, async (scope, revoke) => {
    await cancelPending(scope, userId, origin);
    if ((await storedHash(scope, userId)) !== stored) throw new Problem("password.wrong");
    await storeHash(scope, userId, hash);
    await endChallengesOf(scope, userId);
    await noteReset(scope, userId, false);
    await emit(scope, passwordEvent("password.changed", origin, userId));
    await notify(deps, scope, { notice: "password.changed", user: userId, origin, facts: {} });
    return endSessions(deps, scope, { userId, keep: sessionId, reason: "password_changed" }, revoke, origin);
  });
  return { sessionsEnded: value, certificate };
}
