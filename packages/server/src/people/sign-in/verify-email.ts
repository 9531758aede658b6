import { withAccount } from "../../tenancy/directory/index.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import { consumeMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { markVerified } from "../users/index.ts";
import type { SignInDeps } from "./deps.ts";
import { asInvalidToken } from "./invalid-token.ts";

/** Confirms an address. @throws Problem(`token.invalid`) */
export async function verifyEmail(deps: SignInDeps, rawToken: string, origin: Origin): Promise<void> {
  const { accountId, secret } = parseMailToken(rawToken);
  const now = deps.clock();
  await withAccount(deps.directory, accountId, async (scope) => {
    const userId = await consumeMailToken(scope, { purpose: "verify_email", secret, now });
    await markVerified(deps, scope, userId, now, { ...origin, actor: { type: "user", id: userId } });
  }).catch(asInvalidToken);
}
