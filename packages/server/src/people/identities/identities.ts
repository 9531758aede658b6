import type { UserId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { policyOf } from "../../tenancy/policy/index.ts";
import { claimText, textIndexes } from "../../tenancy/registry/index.ts";
import { assertMayBind, disowning, type HeldFactors, heldFactors } from "../factors/index.ts";
import { notify } from "../notices/index.ts";
import { findUser, type Taken } from "../users/index.ts";
import type { IdentityDeps } from "./deps.ts";
import { identityEvent } from "./events.ts";
import type { Vouched } from "./google.ts";
import { deleteLinkedSince, deleteOfUser, findHolder, findOfUser, upsertIdentity } from "./store.ts";
import { openTicket, sealTicket, ticketMs } from "./ticket.ts";

/** Whether deployment and account offer sign-in with Google. */
export const isOffered = async ({ google }: Pick<IdentityDeps, "google">, scope: AccountScope): Promise<boolean> =>
  google !== null && (await policyOf(scope)).googleSignIn === "on";

/** The user whom Google vouches for; an address is no link, for who has it may change. */
export const findByVouched = (scope: AccountScope, { subject }: Vouched): Promise<UserId | null> =>
  findHolder(scope, textIndexes(scope, "identities.subject", subject));

export const readLink = (deps: IdentityDeps, caller: Caller) =>
  withAccount(deps.directory, caller.accountId, async (scope) => {
    const row = await findOfUser(scope, caller.userId);
    const linked = row && {
      address: scope.keys.openText(place(row.userId, "address_sealed"), row.addressSealed),
      linkedAt: new Date(row.linkedAt).toISOString(),
    };
    return { offered: await isOffered(deps, scope), linked };
  });

/** @throws Problem(`google.unavailable`), Problem(`google.address_unverified`), Problem(`auth.factor_required`) */
export async function beginLink(deps: IdentityDeps, caller: Caller): Promise<{ url: string; ticket: string }> {
  await withAccount(deps.directory, caller.accountId, (scope) => assertMayLink(deps, scope, caller));
  if (deps.google === null) throw new Problem("google.unavailable");
  const { url, expectation } = await deps.google.begin("link");
  const expiresAt = deps.clock() + ticketMs;
  const ticket = { purpose: "link", context: caller.sessionId, ...expectation, expiresAt } as const;
  return { url, ticket: sealTicket(deps.challengeKey, ticket) };
}

/**
 * Links the Google account that vouched. It takes a verified address on both sides, and a fresh proof by a second factor
 * of whoever has one.
 * @throws Problem(`google.refused`), Problem(`google.taken`), and what `beginLink` throws
 */
export async function finishLink(
  deps: IdentityDeps,
  caller: Caller,
  back: { ticket: string; returned: string },
  origin: Origin,
): Promise<void> {
  const ticket = openTicket(deps.challengeKey, back.ticket, { purpose: "link", now: deps.clock() });
  if (ticket === null || ticket.context !== caller.sessionId) throw new Problem("google.refused");
  const vouched = (await deps.google?.finish(back.returned, ticket)) ?? null;
  if (vouched === null) throw new Problem("google.refused");
  if (!vouched.addressVerified) throw new Problem("google.address_unverified");
  await withAccount(deps.directory, caller.accountId, async (scope) => {
    const held = await assertMayLink(deps, scope, caller);
    await keepLink(deps, scope, { userId: caller.userId, vouched, held }, origin);
  });
}

/** Links the Google account with which somebody has just become a user. @throws Problem(`google.taken`) */
export const keepFirstLink = async (
  deps: IdentityDeps,
  scope: AccountScope,
  { userId, vouched }: { readonly userId: UserId; readonly vouched: Vouched },
  origin: Origin,
): Promise<void> => keepLink(deps, scope, { userId, vouched, held: await heldFactors(scope, userId) }, origin);

async function keepLink(
  deps: IdentityDeps,
  scope: AccountScope,
  { userId, vouched, held }: { readonly userId: UserId; readonly vouched: Vouched; readonly held: HeldFactors },
  origin: Origin,
): Promise<void> {
  const now = deps.clock();
  const way = await disowning(scope, { userId, since: now }, held);
  await store(scope, userId, vouched, now);
  await emit(scope, identityEvent("identity.linked", origin, userId, { address: vouched.address }));
  const facts = { provider: "Google" };
  await notify(deps, scope, { notice: "identity.linked", user: userId, origin, facts, ...way });
}

async function assertMayLink(deps: IdentityDeps, scope: AccountScope, caller: Caller): Promise<HeldFactors> {
  if (!(await isOffered(deps, scope))) throw new Problem("google.unavailable");
  const user = await findUser(scope, caller.userId);
  if (user.emailVerifiedAt === null) throw new Problem("google.address_unverified");
  const held = await heldFactors(scope, user.id);
  await assertMayBind(scope, held, caller);
  return held;
}

async function store(scope: AccountScope, userId: UserId, { subject, address }: Vouched, now: number): Promise<void> {
  const indexes = await claimText(scope, "identities.subject", subject);
  const holder = await findHolder(scope, indexes);
  if (holder !== null && holder !== userId) throw new Problem("google.taken");
  await upsertIdentity(scope, {
    userId,
    subjectIndex: indexes[0],
    subjectSealed: scope.keys.seal(place(userId, "subject_sealed"), subject),
    addressSealed: scope.keys.seal(place(userId, "address_sealed"), address),
    linkedAt: now,
  });
}

/** @throws Problem(`google.not_linked`) */
export function removeLink(deps: IdentityDeps, caller: Caller, origin: Origin): Promise<void> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    if (!(await deleteOfUser(scope, caller.userId))) throw new Problem("google.not_linked");
    await emit(scope, identityEvent("identity.unlinked", origin, caller.userId, {}));
    const facts = { provider: "Google" };
    await notify(deps, scope, { notice: "identity.unlinked", user: caller.userId, origin, facts });
  });
}

/** Unlinks a Google account that somebody linked at or after a moment: whoever had taken their place may have. */
export async function takeBackLink(scope: AccountScope, { userId, since, origin }: Taken): Promise<void> {
  if (!(await deleteLinkedSince(scope, { userId, since }))) return;
  await emit(scope, identityEvent("identity.unlinked", origin, userId, {}));
}

const place = (row: UserId, column: "subject_sealed" | "address_sealed") =>
  ({ purpose: "identity", table: "identities", column, row }) as const;
