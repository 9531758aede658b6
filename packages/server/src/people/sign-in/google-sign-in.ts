import { isId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import { findAccountBySlug, withAccount } from "../../tenancy/directory/index.ts";
import { findByVouched, isOffered, openTicket, sealTicket, ticketMs } from "../identities/index.ts";
import type { Arrival } from "../protection/index.ts";
import { findUser } from "../users/index.ts";
import { conclude, type SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";

/** @throws Problem(`google.unavailable`) for an account that does not offer it, and for one that is not there */
export async function beginGoogleSignIn(deps: SignInDeps, slug: string): Promise<{ url: string; ticket: string }> {
  const accountId = await findAccountBySlug(deps.directory, slug);
  if (deps.google === null || accountId === null) throw new Problem("google.unavailable");
  if (!(await withAccount(deps.directory, accountId, (scope) => isOffered(deps, scope)))) {
    throw new Problem("google.unavailable");
  }
  const { url, expectation } = await deps.google.begin("sign_in");
  const ticket = {
    purpose: "sign_in",
    context: accountId,
    ...expectation,
    expiresAt: deps.clock() + ticketMs,
  } as const;
  return { url, ticket: sealTicket(deps.challengeKey, ticket) };
}

/**
 * Signs in the user whose Google account vouched, in the account for which this browser began. Only a link that the user
 * made counts, never an address; and it stands in for the password, not for a second factor.
 * @throws Problem(`google.refused`), Problem(`google.unavailable`), Problem(`auth.failed`)
 */
export async function finishGoogleSignIn(
  deps: SignInDeps,
  back: { ticket: string; returned: string },
  request: Arrival,
  origin: Origin,
): Promise<SignInStep> {
  const ticket = openTicket(deps.challengeKey, back.ticket, { purpose: "sign_in", now: deps.clock() });
  if (ticket === null || !isId("account", ticket.context)) throw new Problem("google.refused");
  const vouched = (await deps.google?.finish(back.returned, ticket)) ?? null;
  if (vouched === null) throw new Problem("google.refused");
  return withAccount(deps.directory, ticket.context, async (scope) => {
    if (!(await isOffered(deps, scope))) throw new Problem("google.unavailable");
    const userId = await findByVouched(scope, vouched);
    if (userId === null) throw new Problem("google.refused");
    const user = await findUser(scope, userId);
    return conclude(deps, scope, user, { methods: ["google"], strong: false }, request, origin);
  });
}
