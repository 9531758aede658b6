import { isId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { textIndexes } from "../../tenancy/registry/index.ts";
import { isOffered, keepFirstLink, openTicket, sealTicket, ticketMs, type Vouched } from "../identities/index.ts";
import type { InvitationDeps } from "./deps.ts";
import { inInvitation, type InvitationLink, join, type Joined, linkOf } from "./join.ts";
import { findInvitationOf } from "./store.ts";
import type { WayIn } from "./way-in.ts";

/**
 * Begins to accept an invitation with a Google account. Uses nothing up.
 * @throws Problem(`token.invalid`), Problem(`google.unavailable`)
 */
export async function beginGoogleJoin(
  deps: InvitationDeps,
  { token, name }: { readonly token: string; readonly name: string },
): Promise<{ url: string; ticket: string }> {
  const link = linkOf(token);
  const offered = await inInvitation(deps, link, (scope) => isOffered(deps, scope));
  if (deps.google === null || !offered) throw new Problem("google.unavailable");
  const { url, expectation } = await deps.google.begin("join");
  const expiresAt = deps.clock() + ticketMs;
  const ticket = { purpose: "join", context: contextOf(link), name, ...expectation, expiresAt } as const;
  return { url, ticket: sealTicket(deps.challengeKey, ticket) };
}

/**
 * Makes the invited person a user who signs in with the Google account that vouched. An invitation is for an address, and
 * so is what counts here: the one that Google has verified has to be the invited one.
 * @throws Problem(`google.refused`), Problem(`google.unavailable`), Problem(`google.not_invited`),
 * Problem(`google.taken`), Problem(`token.invalid`), Problem(`service.busy`)
 */
export async function finishGoogleJoin(
  deps: InvitationDeps,
  back: { readonly ticket: string; readonly returned: string },
  origin: Origin,
): Promise<Joined> {
  const ticket = openTicket(deps.challengeKey, back.ticket, { purpose: "join", now: deps.clock() });
  const link = ticket === null ? null : linkIn(ticket.context);
  if (ticket?.name === undefined || link === null) throw new Problem("google.refused");
  const vouched = (await deps.google?.finish(back.returned, ticket)) ?? null;
  if (vouched === null) throw new Problem("google.refused");
  return join(deps, link, { name: ticket.name, way: byGoogle(deps, vouched) }, origin);
}

const byGoogle = (deps: InvitationDeps, vouched: Vouched): WayIn => ({
  userId: null,
  async assertFor(scope, { id }) {
    if (!(await isOffered(deps, scope))) throw new Problem("google.unavailable");
    const isInvited = vouched.addressVerified && (await invitationTo(scope, vouched.address)) === id;
    if (!isInvited) throw new Problem("google.not_invited");
  },
  keep: (scope, userId, asUser) => keepFirstLink(deps, scope, { userId, vouched }, asUser),
});

const invitationTo = async (scope: AccountScope, address: string) =>
  (await findInvitationOf(scope, textIndexes(scope, "invitations.email", address)))?.id ?? null;

/** What the ticket binds to: not the token itself, which would outlive it in a cookie. */
const contextOf = ({ accountId, tokenHash }: InvitationLink): string =>
  `${accountId} ${tokenHash.toString("base64url")}`;

function linkIn(context: string): InvitationLink | null {
  const [accountId = "", hash = ""] = context.split(" ");
  return isId("account", accountId) ? { accountId, tokenHash: Buffer.from(hash, "base64url") } : null;
}
