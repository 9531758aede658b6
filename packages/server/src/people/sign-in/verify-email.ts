import type { UserId } from "@holdfast/contract";

import type { Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { asInvalidToken, consumeMailToken, issueMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { type NoticeDeps, notify } from "../notices/index.ts";
import { markVerified } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";

/** Confirms an address. @throws Problem(`token.invalid`) */
export async function verifyEmail(deps: SignInDeps, rawToken: string, origin: Origin): Promise<void> {
  const { accountId, secret } = parseMailToken(rawToken);
  const now = deps.clock();
  await withAccount(deps.directory, accountId, async (scope) => {
    const userId = await consumeMailToken(scope, { purpose: "verify_email", secret, now });
    await markVerified(deps, scope, userId, now, { ...origin, actor: { type: "user", id: userId } });
  }).catch(asInvalidToken);
}

/** Mails a new verification link; the ones before it stop working. */
export async function mailVerification(
  deps: NoticeDeps,
  scope: AccountScope,
  user: UserId,
  origin: Origin,
): Promise<void> {
  const token = await issueMailToken(scope, { userId: user, purpose: "verify_email", now: deps.clock() });
  const link = { path: "/verify", token } as const;
  await notify(deps, scope, { notice: "address.verify", user, origin, facts: {}, link });
}
