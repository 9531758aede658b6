import type { RevocationCertificate } from "@holdfast/contract";

import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Revoke } from "../../tenancy/outbox/index.ts";
import { cancelPending, hasMovedSince } from "../email-changes/index.ts";
import { asInvalidToken, deleteMailTokensOf, issueMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { removePassword } from "../passwords/index.ts";
import { forgetFamiliar, openIncident, takeNotMeLink } from "../protection/index.ts";
import { endSessions, mustHave } from "../sessions/index.ts";
import type { SignInDeps } from "./deps.ts";
import { passwordEvent } from "./events.ts";

/**
 * "This was not me", from the mail about a sign-in or a first factor. One transaction ends every session of the user,
 * takes the password and everything else that is under way from whoever has it, with every way in that was added since,
 * opens an incident, and mails a link to a new password.
 * @throws Problem(`token.invalid`)
 */
export async function disownSignIn(
  deps: SignInDeps,
  rawToken: string,
  origin: Origin,
): Promise<{ sessionsEnded: number; certificate: RevocationCertificate }> {
  const { accountId, secret } = parseMailToken(rawToken);
  const { value, certificate } = await deps.revoker
    .within(accountId, (scope, revoke) => contain(deps, scope, { secret, revoke, origin }))
    .catch(asInvalidToken);
  return { sessionsEnded: value, certificate: mustHave(certificate) };
}

async function contain(
  deps: SignInDeps,
  scope: AccountScope,
  { secret, revoke, origin }: { secret: string; revoke: Revoke; origin: Origin },
): Promise<number> {
  const now = deps.clock();
  const { userId, sightingId, seenAt } = await takeNotMeLink(scope, secret, now);
  const asUser: Origin = { ...origin, actor: { type: "user", id: userId } };
  await cancelPending(scope, userId, asUser);
  await deleteMailTokensOf(scope, userId);
  await removePassword(scope, userId);
  await emit(scope, passwordEvent("password.disabled", asUser, userId));
  for (const takeBack of deps.takeBack) await takeBack(scope, { userId, since: seenAt, origin: asUser });
  await forgetFamiliar(scope, userId);
  const ended = { userId, keep: null, reason: "not_me" };
  const sessionsEnded = await endSessions(deps, scope, ended, revoke, asUser);
  await openIncident(deps, scope, { userId, sightingId, seenAt, sessionsEnded }, asUser);
  // To a mailbox that is the thief's it would be the way back in for them. The one before has the link that undoes that.
  if (await hasMovedSince(scope, { userId, since: seenAt })) return sessionsEnded;
  // Last: the tokens that were there before are gone.
  const token = await issueMailToken(scope, { userId, purpose: "reset_password", now });
  const link = { path: "/reset", token } as const;
  await notify(deps, scope, { notice: "password.reset_link", user: userId, origin: asUser, facts: {}, link });
  return sessionsEnded;
}
