import { hash } from "node:crypto";

import type { ReviewId, ReviewItemView, ReviewKind, ReviewView, UserId } from "@holdfast/contract";
import { canonicalJson } from "@holdfast/proof";

import { isoOrNull } from "../../kernel/clock.ts";

/** An access review as it stands in its row. Times are milliseconds since the epoch. */
export interface Review {
  readonly id: ReviewId;
  readonly startedBy: UserId;
  readonly startedAt: number;
  readonly signedBy: UserId | null;
  readonly signedAt: number | null;
  readonly digest: string | null;
}

/** Something that somebody has, and whether it stays. */
export interface ReviewItem extends Holding {
  readonly item: number;
  readonly kind: ReviewKind;
  readonly outcome: Outcome | null;
  readonly decidedBy: UserId | null;
  readonly decidedAt: number | null;
}

export type Outcome = NonNullable<ReviewItemView["outcome"]>;

/** What a source finds: ids, a role and times, nothing that says who a person is. */
export interface Holding {
  /** Id of the user, role, session, key, invitation, webhook or stream. */
  readonly subject: string;
  /** Whose it is; null of what is the account's. */
  readonly userId: UserId | null;
  /** The role that it gives. */
  readonly role: string | null;
  readonly since: number;
  readonly lastUsedAt: number | null;
}

/** What ids are called now. The record says ids, which stay. */
export type ItemNames = Pick<ReviewItemView, "name" | "roleName">;

export const itemView = (item: ReviewItem, names: ItemNames): ReviewItemView => ({ ...recordOf(item), ...names });

const recordOf = (item: ReviewItem): Omit<ReviewItemView, keyof ItemNames> => ({
  item: item.item,
  kind: item.kind,
  subject: item.subject,
  user: item.userId,
  role: item.role,
  since: new Date(item.since).toISOString(),
  lastUsedAt: isoOrNull(item.lastUsedAt),
  outcome: item.outcome,
  decidedBy: item.decidedBy,
  decidedAt: isoOrNull(item.decidedAt),
});

/** What the signature is over: every item with its outcome, in order, as anybody who may read them can compute it. */
export const digestOf = (items: readonly ReviewItem[]): string =>
  hash("sha256", canonicalJson(items.map(recordOf)), "hex");

export interface Counts {
  readonly items: number;
  readonly kept: number;
  readonly removed: number;
  readonly gone: number;
  readonly open: number;
}

export const reviewView = (review: Review, counts: Counts): ReviewView => ({
  id: review.id,
  startedBy: review.startedBy,
  startedAt: new Date(review.startedAt).toISOString(),
  signedBy: review.signedBy,
  signedAt: isoOrNull(review.signedAt),
  digest: review.digest,
  counts: { ...counts },
});
