import { hasRight, isSubset, type ReviewItemView, type RevocationCertificate, type RightSet } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { heldRole } from "../roles/index.ts";
import { findUser, orGone } from "../users/index.ts";
import { reviewEvent } from "./events.ts";
import { itemView, type Outcome, type ReviewItem } from "./review.ts";
import { lockUnsigned, namesOf, type ReviewDeps } from "./reviews.ts";
import type { Removal } from "./source.ts";
import { readItem, updateOutcome } from "./store.ts";

export interface Decision {
  readonly review: string;
  readonly item: number;
  readonly decision: "keep" | "remove";
}

/**
 * Decides about one item. Removing it happens in the same transaction, as if the caller had done it by itself: with their
 * rights, and felt everywhere before this answers. It cannot be taken back; keeping can.
 * @throws Problem(`review.not_found`), Problem(`review.signed`), Problem(`review.item_not_found`),
 * Problem(`review.item_own`), Problem(`review.item_removed`), Problem(`role.exceeds_own`), Problem(`right.missing`)
 */
export async function decideItem(
  deps: ReviewDeps,
  caller: Caller,
  { review: rawId, item: number, decision }: Decision,
  origin: Origin,
): Promise<{ item: ReviewItemView; certificate: RevocationCertificate | null }> {
  const { value, certificate } = await deps.revoker.within(caller.accountId, async (scope, revoke) => {
    const review = await lockUnsigned(scope, rawId);
    const item = await readItem(scope, review.id, number);
    if (item === null) throw new Problem("review.item_not_found");
    await assertMayDecide(scope, caller, item);
    if (item.outcome === "removed" || item.outcome === "gone") {
      if (decision === "keep") throw new Problem("review.item_removed");
      return itemView(item, await namesOf(scope, item));
    }
    const outcome = decision === "keep" ? "kept" : await remove(deps, { scope, caller, revoke, origin }, item);
    await updateOutcome(scope, review.id, { item: number, outcome, by: caller.userId, now: deps.clock() });
    const told = { item: number, kind: item.kind, subject: item.subject, outcome };
    await emit(scope, reviewEvent("review.item_decided", origin, review.id, told));
    const decided = { ...item, outcome, decidedBy: caller.userId, decidedAt: deps.clock() };
    return itemView(decided, await namesOf(scope, item));
  });
  return { item: value, certificate };
}

/** Nobody says of themselves, or of who may do more than they, that it is all right. */
async function assertMayDecide(scope: AccountScope, caller: Caller, item: ReviewItem): Promise<void> {
  if (item.userId === caller.userId) throw new Problem("review.item_own");
  if (!isSubset(await rightsBehind(scope, item), caller.rights)) throw new Problem("role.exceeds_own");
}

/** What its holder may do at present; of what nobody holds, what its role gives. None of what is gone. */
const rightsBehind = (scope: AccountScope, { userId, role }: ReviewItem): Promise<RightSet> =>
  orGone(0, async () => {
    const held = userId === null ? role : (await findUser(scope, userId)).role;
    return held === null ? 0 : (await heldRole(scope, held)).rights;
  });

async function remove(deps: ReviewDeps, removal: Removal, { kind, subject }: ReviewItem): Promise<Outcome> {
  const source = deps.reviewSources.find((one) => one.kind === kind);
  if (source === undefined) throw new Error(`nothing removes what a review lists as ${kind}`);
  if (!hasRight(removal.caller.rights, source.right)) throw new Problem("right.missing");
  return (await source.remove(deps, removal, subject)) ? "removed" : "gone";
}
