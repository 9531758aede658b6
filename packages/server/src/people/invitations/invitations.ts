import { type InvitationView, isSubset, type RightSet } from "@holdfast/contract";

import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, normaliseEmail, withAccount } from "../../tenancy/directory/index.ts";
import { claimText } from "../../tenancy/registry/index.ts";
import { makeLinkToken } from "../mail-tokens/index.ts";
import { notify } from "../notices/index.ts";
import { assertMayGrant, heldRole, type ResolvedRole, resolveRole, titleOf } from "../roles/index.ts";
import { isAddressFree, orGone } from "../users/index.ts";
import type { InvitationDeps } from "./deps.ts";
import { invitationEvent } from "./events.ts";
import {
  deleteInvitation,
  findInvitationOf,
  insertInvitation,
  listInvitationRows,
  lockInvitation,
  renewInvitation,
} from "./store.ts";
import { invitationLifeMs, type InvitationRow, invitationView, inviteeOf, isExpired, place } from "./invitation.ts";

/**
 * Invites somebody by mail. Nobody invites to more than they have, now or when it is accepted.
 * @throws Problem(`role.exceeds_own`), Problem(`role.not_found`), Problem(`user.address_taken`),
 * Problem(`invitation.exists`), Problem(`rate.limited`)
 */
export async function invite(
  deps: InvitationDeps,
  caller: Caller,
  wish: { email: string; name?: string; role: string },
  origin: Origin,
): Promise<InvitationView> {
  await deps.identities.attempt(`mail_to ${normaliseEmail(wish.email)}`, origin.address ?? "");
  const now = deps.clock();
  const id = newId("invitation", now);
  const { token, tokenHash } = makeLinkToken(caller.accountId, "invite");
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const role = await resolveRole(scope, wish.role);
    assertMayGrant(role.rights, caller);
    const emailIndex = await claimInvitation(scope, wish.email, now);
    const row: InvitationRow = {
      id,
      emailSealed: scope.keys.seal(place(id, "email_sealed"), wish.email.trim()),
      nameSealed: wish.name === undefined ? null : scope.keys.seal(place(id, "name_sealed"), wish.name),
      role: role.id,
      invitedBy: caller.userId,
      createdAt: now,
      expiresAt: now + invitationLifeMs,
    };
    await insertInvitation(scope, { ...row, emailIndex, tokenHash });
    await mailInvitation(deps, scope, { row, role, token, origin });
    await emit(scope, invitationEvent("invitation.created", origin, id, { role: role.id }));
    return invitationView(scope, row);
  });
}

/** @returns the index to store. @throws Problem(`user.address_taken`), Problem(`invitation.exists`) */
async function claimInvitation(scope: AccountScope, email: string, now: number): Promise<Buffer> {
  const indexes = await claimText(scope, "invitations.email", email);
  if (!(await isAddressFree(scope, email, null))) throw new Problem("user.address_taken");
  const standing = await findInvitationOf(scope, indexes);
  if (standing !== null && !isExpired(standing, now)) throw new Problem("invitation.exists");
  if (standing !== null) await deleteInvitation(scope, standing.id);
  return indexes[0];
}

/** The link to whoever is invited, and word of it to the people who administer the account. */
async function mailInvitation(
  deps: InvitationDeps,
  scope: AccountScope,
  { row, role, token, origin }: { row: InvitationRow; role: ResolvedRole; token: string; origin: Origin },
): Promise<void> {
  const { email } = inviteeOf(scope, row);
  const facts = { role: await titleOf(scope, role.id) };
  const link = { path: "/join", token } as const;
  await notify(deps, scope, { notice: "member.invitation", user: null, to: { email }, origin, facts, link });
  await notify(deps, scope, { notice: "member.invited", user: null, origin, facts: { ...facts, address: email } });
}

/** Those that were neither accepted nor withdrawn, newest first. */
export async function listInvitations(
  deps: InvitationDeps,
  caller: Caller,
  { limit = 50, cursor = null }: { limit?: number; cursor?: string | null },
): Promise<{ items: InvitationView[]; nextCursor: string | null }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const rows = await listInvitationRows(scope, { before: cursor, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => invitationView(scope, row));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

/**
 * Sends an invitation again with a new link, in the name of whoever asks: from now on it is worth what they may grant.
 * @throws Problem(`invitation.not_found`), Problem(`role.exceeds_own`), Problem(`role.not_found`)
 */
export async function resendInvitation(
  deps: InvitationDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<InvitationView> {
  await deps.identities.attempt(`resend ${rawId}`, origin.address ?? "");
  const { token, tokenHash } = makeLinkToken(caller.accountId, "invite");
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const row = await mustFind(scope, rawId);
    const role = await resolveRole(scope, row.role);
    assertMayGrant(role.rights, caller);
    const renewed = { ...row, invitedBy: caller.userId, expiresAt: deps.clock() + invitationLifeMs };
    await renewInvitation(scope, { ...renewed, tokenHash });
    await mailInvitation(deps, scope, { row: renewed, role, token, origin });
    await emit(scope, invitationEvent("invitation.resent", origin, row.id, { role: role.id }));
    return invitationView(scope, renewed);
  });
}

/** @throws Problem(`invitation.not_found`), Problem(`role.exceeds_own`) */
export async function revokeInvitation(
  deps: InvitationDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<void> {
  await withAccount(deps.directory, caller.accountId, (scope) => withdrawInvitation(scope, caller, rawId, origin));
}

/** The same inside a transaction. @throws Problem(`invitation.not_found`), Problem(`role.exceeds_own`) */
export async function withdrawInvitation(
  scope: AccountScope,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<void> {
  const row = await mustFind(scope, rawId);
  if (!isSubset(await rightsOfOffer(scope, row), caller.rights)) throw new Problem("role.exceeds_own");
  await deleteInvitation(scope, row.id);
  await emit(scope, invitationEvent("invitation.revoked", origin, row.id, { role: row.role }));
}

/** All that somebody could still accept. */
export async function liveInvitations(scope: AccountScope): Promise<InvitationRow[]> {
  const rows = await listInvitationRows(scope, { before: null, limit: null });
  return rows.filter((row) => !isExpired(row, scope.clock()));
}

/** None, of a role that was deleted meanwhile: whoever may invite may clear it away. */
const rightsOfOffer = (scope: AccountScope, row: InvitationRow): Promise<RightSet> =>
  orGone(0, async () => (await heldRole(scope, row.role)).rights);

async function mustFind(scope: AccountScope, rawId: string): Promise<InvitationRow> {
  const row = await lockInvitation(scope, parseId("invitation", rawId, "invitation.not_found"));
  if (row === null) throw new Problem("invitation.not_found");
  return row;
}
