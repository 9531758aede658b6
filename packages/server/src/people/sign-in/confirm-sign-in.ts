import type { Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { asInvalidToken, consumeMailToken, parseMailToken } from "../mail-tokens/index.ts";
import type { Arrival } from "../protection/index.ts";
import { findUser } from "../users/index.ts";
import { conclude, type SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";

/**
 * Goes on with it, where the link is opened. The link followed on proofs that were right, and stands in for the first of
 * them: whoever has a second factor shows it again.
 * @throws Problem(`token.invalid`), Problem(`auth.failed`)
 */
export async function confirmSignIn(
  deps: SignInDeps,
  rawToken: string,
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  const { accountId, secret } = parseMailToken(rawToken);
  return withAccount(deps.directory, accountId, async (scope) => {
    const id = await consumeMailToken(scope, { purpose: "confirm_sign_in", secret, now: deps.clock() });
    const user = await findUser(scope, id);
    return conclude(deps, scope, user, { methods: ["magic_link"], strong: false }, request, origin);
  }).catch(asInvalidToken);
}
