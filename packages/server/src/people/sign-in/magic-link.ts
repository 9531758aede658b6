import { Problem } from "../../kernel/problem.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { asInvalidToken, consumeMailToken, issueMailToken, parseMailToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import type { Arrival } from "../protection/index.ts";
import { findUser, markVerified } from "../users/index.ts";
import { mailAfterAnswer, type MailRequest } from "./after-answer.ts";
import { conclude, type SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";

/**
 * Mails a link to sign in to every user with this address whose account allows it.
 * @throws Problem(`rate.limited`), Problem(`service.busy`)
 */
export const requestMagicLink = (deps: SignInDeps, request: MailRequest, origin: Origin): Promise<void> =>
  mailAfterAnswer(deps, { what: "magic_link", request }, origin, async (scope, { id }) => {
    if ((await policyOf(scope)).magicLink === "off") return;
    const token = await issueMailToken(scope, { userId: id, purpose: "magic_link", now: deps.clock() });
    const link = { path: "/magic-link", token } as const;
    await notify(deps, scope, { notice: "sign_in.link", user: id, origin, facts: {}, link });
  });

/**
 * Signs in with a mailed link, in place of the password. A mailbox is no factor (NIST SP 800-63B-4 section 3.1.3.1):
 * whoever has a second factor shows it next.
 * @throws Problem(`token.invalid`), Problem(`auth.failed`)
 */
export async function redeemMagicLink(
  deps: SignInDeps,
  rawToken: string,
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  const { accountId, secret } = parseMailToken(rawToken);
  const now = deps.clock();
  return withAccount(deps.directory, accountId, async (scope) => {
    // Switched off since the mail went out: what is on its way does not work either.
    if ((await policyOf(scope)).magicLink === "off") throw new Problem("token.invalid");
    const id = await consumeMailToken(scope, { purpose: "magic_link", secret, now });
    await markVerified(deps, scope, id, now, { ...origin, actor: { type: "user", id } });
    const user = await findUser(scope, id);
    return conclude(deps, scope, user, { methods: ["magic_link"], strong: false }, request, origin);
  }).catch(asInvalidToken);
}
