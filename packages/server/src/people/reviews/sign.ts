import { hasRight, isSubset, type ReviewView } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { heldRole } from "../roles/index.ts";
import { findUser, orGone } from "../users/index.ts";
import { reviewEvent } from "./events.ts";
import { digestOf, type ReviewItem } from "./review.ts";
import { lockUnsigned, type ReviewDeps, viewOf } from "./reviews.ts";
import { countItems, listItemsAfter, updateSigned } from "./store.ts";

/**
 * Signs a review off. Who, when, the counts and a digest over all of it go into the account's log, which proves it to
 * whoever reads the items later; the tables take no change any more.
 * @throws Problem(`review.not_found`), Problem(`review.signed`), Problem(`review.undecided`)
 */
export async function signReview(deps: ReviewDeps, caller: Caller, rawId: string, origin: Origin): Promise<ReviewView> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const review = await lockUnsigned(scope, rawId);
    const items = await listItemsAfter(scope, review.id, { after: 0, limit: null, open: false });
    await assertDecided(scope, caller, items);
    const signed = { by: caller.userId, now: deps.clock(), digest: digestOf(items) };
    const { open, ...counts } = await countItems(scope, review.id);
    const details = { ...counts, own_undecided: open, digest: signed.digest };
    await updateSigned(scope, review.id, signed);
    await emit(scope, reviewEvent("review.signed", origin, review.id, details));
    return viewOf(scope, { ...review, signedBy: signed.by, signedAt: signed.now, digest: signed.digest });
  });
}

/** What is the signer's own is for somebody else to decide, and stays open only where there is nobody else. */
async function assertDecided(scope: AccountScope, caller: Caller, items: readonly ReviewItem[]): Promise<void> {
  const open = items.filter(({ outcome }) => outcome === null);
  if (open.length === 0) return;
  const others = open.filter(({ userId }) => userId !== caller.userId);
  if (others.length > 0) throw new Problem("review.undecided", { detail: `Not decided: ${others.length}.` });
  if (await someoneElseMayDecide(scope, caller, items)) {
    throw new Problem("review.undecided", { detail: `Yours, for somebody else to decide: ${open.length}.` });
  }
}

async function someoneElseMayDecide(
  scope: AccountScope,
  caller: Caller,
  items: readonly ReviewItem[],
): Promise<boolean> {
  for (const { kind, userId } of items) {
    if (kind !== "member" || userId === null || userId === caller.userId) continue;
    if (await mayDecideAbout(scope, caller, userId)) return true;
  }
  return false;
}

const mayDecideAbout = (scope: AccountScope, caller: Caller, userId: string): Promise<boolean> =>
  orGone(false, async () => {
    const { role, suspendedAt } = await findUser(scope, userId);
    if (suspendedAt !== null) return false;
    const { rights } = await heldRole(scope, role);
    return hasRight(rights, "reviews:write") && isSubset(caller.rights, rights);
  });
