import type { ReviewId, ReviewKind, UserId } from "@holdfast/contract";

import { isoOrNull } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Counts, Holding, Outcome, Review, ReviewItem } from "./review.ts";

export async function insertReview({ sql, accountId }: AccountScope, review: Review): Promise<void> {
  await sql`
    insert into reviews (account_id, id, started_by, started_at)
    values (${accountId}, ${review.id}, ${review.startedBy}, ${review.startedAt})`;
}

/** In one statement, however many there are; numbered from `first` on. */
export async function insertItems(
  { sql, accountId }: AccountScope,
  review: ReviewId,
  { kind, first, found }: { kind: ReviewKind; first: number; found: readonly Holding[] },
): Promise<void> {
  if (found.length === 0) return;
  await sql`
    insert into review_items (account_id, review_id, item, kind, subject, user_id, role, since, last_used_at)
    select ${accountId}, ${review}, ${first}::integer + n - 1, ${kind}, subject, user_id, role, since, last_used_at
    from unnest(
      ${found.map(({ subject }) => subject)}::text[],
      ${found.map(({ userId }) => userId)}::text[],
      ${found.map(({ role }) => role)}::text[],
      ${found.map(({ since }) => isoOrNull(since))}::timestamptz[],
      ${found.map(({ lastUsedAt }) => isoOrNull(lastUsedAt))}::timestamptz[]
    ) with ordinality as f (subject, user_id, role, since, last_used_at, n)`;
}

/** The newest first. */
export async function listReviewRows(
  { sql, accountId }: AccountScope,
  page: { before: string | null; limit: number },
): Promise<Review[]> {
  return sql<Review[]>`
    select id, started_by, started_at, signed_by, signed_at, digest
    from reviews where account_id = ${accountId} and (${page.before}::text is null or id < ${page.before}::text)
    order by id desc limit ${page.limit}`;
}

export async function readReviewRow({ sql, accountId }: AccountScope, id: ReviewId): Promise<Review | null> {
  const [row] = await sql<Review[]>`
    select id, started_by, started_at, signed_by, signed_at, digest
    from reviews where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

/** The same, locked: decisions and the signature of a review stand in a row. */
export async function lockReviewRow({ sql, accountId }: AccountScope, id: ReviewId): Promise<Review | null> {
  const [row] = await sql<Review[]>`
    select id, started_by, started_at, signed_by, signed_at, digest
    from reviews where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

export async function readItem(
  { sql, accountId }: AccountScope,
  review: ReviewId,
  item: number,
): Promise<ReviewItem | null> {
  const [row] = await sql<ReviewItem[]>`
    select item, kind, subject, user_id, role, since, last_used_at, outcome, decided_by, decided_at
    from review_items where account_id = ${accountId} and review_id = ${review} and item = ${item}`;
  return row ?? null;
}

export async function listItemsAfter(
  { sql, accountId }: AccountScope,
  review: ReviewId,
  page: { after: number; limit: number | null; open: boolean },
): Promise<ReviewItem[]> {
  return sql<ReviewItem[]>`
    select item, kind, subject, user_id, role, since, last_used_at, outcome, decided_by, decided_at
    from review_items where account_id = ${accountId} and review_id = ${review} and item > ${page.after}
      and (not ${page.open} or outcome is null)
    order by item limit ${page.limit}`;
}

export async function updateOutcome(
  { sql, accountId }: AccountScope,
  review: ReviewId,
  decided: { item: number; outcome: Outcome; by: UserId; now: number },
): Promise<void> {
  await sql`
    update review_items set outcome = ${decided.outcome}, decided_by = ${decided.by}, decided_at = ${decided.now}
    where account_id = ${accountId} and review_id = ${review} and item = ${decided.item}`;
}

export async function updateSigned(
  { sql, accountId }: AccountScope,
  id: ReviewId,
  signed: { by: UserId; now: number; digest: string },
): Promise<void> {
  await sql`
    update reviews set signed_by = ${signed.by}, signed_at = ${signed.now}, digest = ${signed.digest}
    where account_id = ${accountId} and id = ${id}`;
}

export async function deleteReview({ sql, accountId }: AccountScope, id: ReviewId): Promise<void> {
  await sql`delete from reviews where account_id = ${accountId} and id = ${id} and signed_at is null`;
}

export async function countItems({ sql, accountId }: AccountScope, review: ReviewId): Promise<Counts> {
  const [row] = await sql<Counts[]>`
    select count(*) as items, count(*) filter (where outcome = 'kept') as kept,
      count(*) filter (where outcome = 'removed') as removed, count(*) filter (where outcome = 'gone') as gone,
      count(*) filter (where outcome is null) as open
    from review_items where account_id = ${accountId} and review_id = ${review}`;
  return row ?? { items: 0, kept: 0, removed: 0, gone: 0, open: 0 };
}

/** When the newest review was signed; null when none ever was. */
export async function readLastSigned({ sql, accountId }: AccountScope): Promise<number | null> {
  const [row] = await sql<{ signedAt: number | null }[]>`
    select max(signed_at) as signed_at from reviews where account_id = ${accountId}`;
  return row?.signedAt ?? null;
}

export async function readReminded({ sql, accountId }: AccountScope): Promise<number | null> {
  const [row] = await sql<{ remindedAt: number }[]>`
    select reminded_at from review_reminders where account_id = ${accountId}`;
  return row?.remindedAt ?? null;
}

export async function markReminded({ sql, accountId }: AccountScope, now: number): Promise<void> {
  await sql`
    insert into review_reminders (account_id, reminded_at) values (${accountId}, ${now})
    on conflict (account_id) do update set reminded_at = excluded.reminded_at`;
}
