import { type AccountId, hasRight, isSubset, type PasskeyCreationOptions, type UserView } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { RequestFacts } from "../../platform/http/index.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { isOffered } from "../identities/index.ts";
import { asInvalidToken, linkTokenHash, parseMailToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { firstPasskeyOptions, type Newcomer } from "../passkeys/index.ts";
import { heldRole, type ResolvedRole, resolveRole, titleOf } from "../roles/index.ts";
import { addUser, findUser, holdActive, markVerified, orGone, userEvent, userView } from "../users/index.ts";
import type { InvitationDeps } from "./deps.ts";
import { invitationEvent } from "./events.ts";
import { deleteInvitation, findInvitationByToken, lockInvitation } from "./store.ts";
import { type InvitationRow, inviteeOf } from "./invitation.ts";
import { type ChosenWay, joinWays, newcomerOf, prepareWay, type WayIn } from "./way-in.ts";

interface Acceptance extends ChosenWay {
  readonly token: string;
  readonly name: string;
}

/** What a token invites to. Uses nothing up. @throws Problem(`token.invalid`) */
export async function previewInvitation(deps: InvitationDeps, rawToken: string) {
  return inInvitation(deps, linkOf(rawToken), async (scope, row) => {
    const [account, policy] = [await profileOf(scope), await policyOf(scope)];
    return {
      account: { name: account.name, slug: account.slug },
      ...inviteeOf(scope, row),
      role: await titleOf(scope, row.role),
      passwordMinLength: policy.passwordMinLength,
      ways: joinWays(policy, await isOffered(deps, scope)),
      expiresAt: new Date(row.expiresAt).toISOString(),
    };
  });
}

/** Options to make the passkey that they join with. Uses nothing up. @throws Problem(`token.invalid`) */
export const joinPasskeyOptions = async (
  deps: InvitationDeps,
  { token, name }: Pick<Acceptance, "token" | "name">,
): Promise<PasskeyCreationOptions> =>
  inInvitation(deps, linkOf(token), async (scope, row, newcomer) => {
    const { email } = inviteeOf(scope, row);
    return firstPasskeyOptions(deps, scope, newcomer, { email, name });
  });

/**
 * Makes the invited person a user. The link came by mail, so the address is theirs. It gives the role that the
 * invitation has stored, whatever else the request says, and only while whoever sent it may still give that role.
 * @throws Problem(`token.invalid`), Problem(`service.busy`), and what `prepareWay` throws
 */
export async function acceptInvitation(
  deps: InvitationDeps,
  acceptance: Acceptance,
  request: RequestFacts,
  origin: Origin,
): Promise<Joined> {
  const { token, name } = acceptance;
  const link = linkOf(token);
  const terms = await inInvitation(deps, link, (scope, row, newcomer) => termsOf(scope, row, newcomer, name));
  const way = await prepareWay(deps, acceptance, terms, request);
  return join(deps, link, { name, way }, origin);
}

export interface Joined {
  readonly user: UserView;
  readonly account: { readonly name: string; readonly slug: string };
}

/** Where every way to accept an invitation ends. @throws what `acceptInvitation` throws, and the way itself */
export async function join(
  deps: InvitationDeps,
  link: InvitationLink,
  { name, way }: { readonly name: string; readonly way: WayIn },
  origin: Origin,
): Promise<Joined> {
  const joined = await inInvitation(deps, link, async (scope, found) => {
    // Whoever sent it is held first: whatever takes or hands over what is somebody's has them locked.
    const isActive = await holdActive(scope, found.invitedBy);
    const row = await lockUnchanged(scope, found);
    const role = isActive ? await backedRole(scope, row) : null;
    if (role === null) {
      await emit(scope, invitationEvent("invitation.refused", origin, row.id, { role: row.role, by: row.invitedBy }));
      return null;
    }
    await way.assertFor?.(scope, row);
    return admit(deps, scope, { row, role, name, way }, origin);
  });
  // Thrown only after the commit: a throw inside would roll the trace back.
  if (joined === null) throw new Problem("token.invalid");
  return joined;
}

/** @throws Problem(`token.invalid`) when it is over, Problem(`service.busy`) when somebody else stands for it now */
async function lockUnchanged(scope: AccountScope, found: InvitationRow): Promise<InvitationRow> {
  const row = await lockInvitation(scope, found.id);
  // One that was sent again meanwhile has another end, and another link.
  if (row === null || row.expiresAt !== found.expiresAt) throw new Problem("token.invalid");
  if (row.invitedBy !== found.invitedBy) throw new Problem("service.busy", { retryAfter: 1 });
  return row;
}

async function termsOf(scope: AccountScope, row: InvitationRow, newcomer: Newcomer, name: string) {
  const account = await profileOf(scope);
  const words = [inviteeOf(scope, row).email, name, account.name, account.slug];
  return { policy: await policyOf(scope), words, newcomer };
}

/**
 * The role that an invitation gives; null when whoever sent it may not give it any more: lowered, suspended, deleted, or
 * because the role has got rights since that they lack.
 */
async function backedRole(scope: AccountScope, row: InvitationRow): Promise<ResolvedRole | null> {
  const inviter = await heldRole(scope, (await findUser(scope, row.invitedBy)).role);
  const role = await orGone(null, () => resolveRole(scope, row.role));
  if (role === null || !hasRight(inviter.rights, "users:invite")) return null;
  return isSubset(role.rights, inviter.rights) ? role : null;
}

async function admit(
  deps: InvitationDeps,
  scope: AccountScope,
  { row, role, name, way }: { row: InvitationRow; role: ResolvedRole; name: string; way: WayIn },
  origin: Origin,
) {
  const { email } = inviteeOf(scope, row);
  await deleteInvitation(scope, row.id);
  const id = await addUser(deps, scope, {
    email,
    name,
    role: role.id,
    emailVerified: false,
    ...(way.userId !== null && { id: way.userId }),
  });
  const asUser: Origin = { ...origin, actor: { type: "user", id } };
  await emit(
    scope,
    userEvent("user.created", asUser, id, {
      details: { role: role.id, invitation: row.id, invitedBy: row.invitedBy },
      personal: { email, name },
    }),
  );
  await markVerified(deps, scope, id, deps.clock(), asUser);
  await way.keep(scope, id, asUser);
  await notify(deps, scope, {
    notice: "member.added",
    user: id,
    origin: asUser,
    facts: { role: await titleOf(scope, role.id) },
  });
  const account = await profileOf(scope);
  return { user: userView(scope, await findUser(scope, id)), account: { name: account.name, slug: account.slug } };
}

/** What the link of an invitation leads to, without its secret. */
export interface InvitationLink {
  readonly accountId: AccountId;
  readonly tokenHash: Buffer;
}

/** @throws Problem(`token.invalid`) */
export function linkOf(rawToken: string): InvitationLink {
  const { accountId, secret } = parseMailToken(rawToken);
  return { accountId, tokenHash: linkTokenHash("invite", secret) };
}

/** @throws Problem(`token.invalid`) for a token that is used, withdrawn, run out, malformed or of another purpose alike */
export async function inInvitation<T>(
  deps: Pick<InvitationDeps, "directory" | "clock">,
  { accountId, tokenHash }: InvitationLink,
  work: (scope: AccountScope, row: InvitationRow, newcomer: Newcomer) => Promise<T>,
): Promise<T> {
  return withAccount(deps.directory, accountId, async (scope) => {
    const row = await findInvitationByToken(scope, { tokenHash, now: deps.clock() });
    if (row === null) throw new Problem("token.invalid");
    return work(scope, row, newcomerOf(scope, row, tokenHash));
  })
    .catch(asInvalidToken)
    .catch(asOver);
}

/** The address has become a user in another way, or the role is gone: there is nothing to join any more. */
function asOver(error: unknown): never {
  const over = ["user.address_taken", "role.not_found"];
  if (error instanceof Problem && over.includes(error.code)) throw new Problem("token.invalid");
  throw error;
}
