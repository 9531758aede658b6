import type { ReviewId, ReviewItemView, ReviewView } from "@holdfast/contract";

import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { isUniqueViolation } from "../../platform/postgres/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import type { Revoker } from "../../tenancy/outbox/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import { titleOf } from "../roles/index.ts";
import { findUser, orGone, userView } from "../users/index.ts";
import { reviewEvent } from "./events.ts";
import { type ItemNames, itemView, type Review, type ReviewItem, reviewView } from "./review.ts";
import type { ReviewSource } from "./source.ts";
import {
  countItems,
  deleteReview,
  insertItems,
  insertReview,
  listItemsAfter,
  listReviewRows,
  lockReviewRow,
  readReviewRow,
} from "./store.ts";

export interface ReviewDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  readonly revoker: Revoker;
  /** Everything that somebody can have in an account. */
  readonly reviewSources: readonly ReviewSource[];
}

/** Begins a review of what everybody has at this moment. @throws Problem(`review.under_way`) */
export async function startReview(deps: ReviewDeps, caller: Caller, origin: Origin): Promise<ReviewView> {
  const now = deps.clock();
  const id = newId("review", now);
  const unsigned = { signedBy: null, signedAt: null, digest: null } as const;
  const review: Review = { id, startedBy: caller.userId, startedAt: now, ...unsigned };
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    await insertAlone(scope, review);
    let first = 1;
    for (const source of deps.reviewSources) {
      const found = await source.list(scope);
      await insertItems(scope, id, { kind: source.kind, first, found });
      first += found.length;
    }
    await emit(scope, reviewEvent("review.started", origin, id, { items: first - 1 }));
    return viewOf(scope, review);
  });
}

async function insertAlone(scope: AccountScope, review: Review): Promise<void> {
  try {
    await insertReview(scope, review);
  } catch (error) {
    if (isUniqueViolation(error)) throw new Problem("review.under_way");
    throw error;
  }
}

export const viewOf = async (scope: AccountScope, review: Review): Promise<ReviewView> =>
  reviewView(review, await countItems(scope, review.id));

/** The newest first. */
export async function listReviews(
  deps: ReviewDeps,
  caller: Caller,
  { limit = 50, cursor = null }: { limit?: number; cursor?: string | null },
): Promise<{ items: ReviewView[]; nextCursor: string | null }> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const rows = await listReviewRows(scope, { before: cursor, limit: limit + 1 });
    const items = [];
    for (const row of rows.slice(0, limit)) items.push(await viewOf(scope, row));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

/** @throws Problem(`review.not_found`) */
export async function readReview(deps: ReviewDeps, caller: Caller, rawId: string): Promise<ReviewView> {
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    return viewOf(scope, mustExist(await readReviewRow(scope, parseReview(rawId))));
  });
}

/** @throws Problem(`review.not_found`) */
export async function listItems(
  deps: ReviewDeps,
  caller: Caller,
  page: { id: string; limit?: number; cursor?: string; open?: boolean },
): Promise<{ items: ReviewItemView[]; nextCursor: string | null }> {
  const { limit = 50, open = false } = page;
  // A cursor that is none of ours begins at the start, as everywhere.
  const after = /^\d{1,9}$/.test(page.cursor ?? "") ? Number(page.cursor) : 0;
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const { id } = mustExist(await readReviewRow(scope, parseReview(page.id)));
    const rows = await listItemsAfter(scope, id, { after, limit: limit + 1, open });
    const items = [];
    for (const row of rows.slice(0, limit)) items.push(itemView(row, await namesOf(scope, row)));
    return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.item ?? "") : null };
  });
}

/** Of whoever has it, and of the role that it gives, as they are called now. */
export const namesOf = async (scope: AccountScope, { userId, role }: ReviewItem): Promise<ItemNames> => ({
  name: userId === null ? null : await orGone(null, async () => userView(scope, await findUser(scope, userId)).name),
  roleName: role === null ? null : await orGone(null, () => titleOf(scope, role)),
});

/** @throws Problem(`review.not_found`), Problem(`review.signed`) */
export async function abandonReview(deps: ReviewDeps, caller: Caller, rawId: string, origin: Origin): Promise<void> {
  await withAccount(deps.directory, caller.accountId, async (scope) => {
    const { id } = await lockUnsigned(scope, rawId);
    const { items, removed } = await countItems(scope, id);
    await deleteReview(scope, id);
    await emit(scope, reviewEvent("review.abandoned", origin, id, { items, removed }));
  });
}

/** The review that is about to be changed. @throws Problem(`review.not_found`), Problem(`review.signed`) */
export async function lockUnsigned(scope: AccountScope, rawId: string): Promise<Review> {
  const review = mustExist(await lockReviewRow(scope, parseReview(rawId)));
  if (review.signedAt !== null) throw new Problem("review.signed");
  return review;
}

const parseReview = (rawId: string): ReviewId => parseId("review", rawId, "review.not_found");

function mustExist(review: Review | null): Review {
  if (review === null) throw new Problem("review.not_found");
  return review;
}
