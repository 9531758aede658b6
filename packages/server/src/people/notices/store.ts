import { isNoticeKind, type NoticeDelivery, type NoticeKind, type UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

/** How somebody wants to hear of a kind of notice. */
export interface Choice {
  readonly notice: NoticeKind;
  readonly delivery: NoticeDelivery;
}

/** What a user wants other than a mail at once. Kinds that this program does not know any more are left out. */
export async function readChoices(
  { sql, accountId }: AccountScope,
  user: UserId,
): Promise<Map<NoticeKind, Choice["delivery"]>> {
  const rows = await sql<{ notice: string; delivery: Choice["delivery"] }[]>`
    select notice, delivery from notice_choices where account_id = ${accountId} and user_id = ${user}`;
  return new Map(rows.flatMap(({ notice, delivery }) => (isNoticeKind(notice) ? [[notice, delivery]] : [])));
}

export async function writeChoice({ sql, accountId }: AccountScope, user: UserId, choice: Choice): Promise<void> {
  if (choice.delivery === "mail") {
    await sql`
      delete from notice_choices
      where account_id = ${accountId} and user_id = ${user} and notice = ${choice.notice}`;
  } else {
    await sql`
      insert into notice_choices (account_id, user_id, notice, delivery)
      values (${accountId}, ${user}, ${choice.notice}, ${choice.delivery})
      on conflict (account_id, user_id, notice) do update set delivery = excluded.delivery`;
  }
}

export interface AddressRow {
  readonly addressSealed: Buffer;
  readonly verifiedAt: number | null;
  readonly bouncedAt: number | null;
}

export async function readAddress({ sql, accountId }: AccountScope, user: UserId): Promise<AddressRow | null> {
  const [row] = await sql<AddressRow[]>`
    select address_sealed, verified_at, bounced_at from notification_addresses
    where account_id = ${accountId} and user_id = ${user}`;
  return row ?? null;
}

/** The same before a change of it. Of nobody but the caller: two who tell several people must not wait for each other. */
export async function lockAddress({ sql, accountId }: AccountScope, user: UserId): Promise<AddressRow | null> {
  const [row] = await sql<AddressRow[]>`
    select address_sealed, verified_at, bounced_at from notification_addresses
    where account_id = ${accountId} and user_id = ${user} for update`;
  return row ?? null;
}

/** Takes the place of one that was never verified. @returns false when there is a verified one. */
export async function insertAddress(
  { sql, accountId }: AccountScope,
  user: UserId,
  address: { sealed: Buffer; now: number },
): Promise<boolean> {
  const rows = await sql`
    insert into notification_addresses (account_id, user_id, address_sealed, requested_at)
    values (${accountId}, ${user}, ${address.sealed}, ${address.now})
    on conflict (account_id, user_id) do update
      set address_sealed = excluded.address_sealed, requested_at = excluded.requested_at, bounced_at = null
      where notification_addresses.verified_at is null
    returning user_id`;
  return rows.length === 1;
}

export async function verifyAddress({ sql, accountId }: AccountScope, user: UserId, now: number): Promise<void> {
  await sql`
    update notification_addresses set verified_at = ${now} where account_id = ${accountId} and user_id = ${user}`;
}

export async function deleteAddress({ sql, accountId }: AccountScope, user: UserId): Promise<void> {
  await sql`delete from notification_addresses where account_id = ${accountId} and user_id = ${user}`;
}

/** Deletes it if it was asked for at or after `since`. */
export async function deleteAddressSince(
  { sql, accountId }: AccountScope,
  { user, since }: { user: UserId; since: number },
): Promise<boolean> {
  const rows = await sql`
    delete from notification_addresses
    where account_id = ${accountId} and user_id = ${user} and requested_at >= ${since} returning user_id`;
  return rows.length === 1;
}

/** @returns whether that was new. */
export async function updateAddressBounce(
  { sql, accountId }: AccountScope,
  user: UserId,
  bouncedAt: number | null,
): Promise<boolean> {
  const rows = await sql`
    update notification_addresses set bounced_at = ${bouncedAt}
    where account_id = ${accountId} and user_id = ${user}
      and (bounced_at is null) <> (${bouncedAt}::timestamptz is null)
    returning user_id`;
  return rows.length === 1;
}

export async function insertItem(
  { sql, accountId }: AccountScope,
  item: { id: string; user: UserId; sealed: Buffer },
): Promise<void> {
  await sql`
    insert into digest_items (account_id, id, user_id, item_sealed)
    values (${accountId}, ${item.id}, ${item.user}, ${item.sealed})`;
}

/** Takes the items of a user out, oldest first. */
export async function takeItems(
  { sql, accountId }: AccountScope,
  user: UserId,
): Promise<{ id: string; itemSealed: Buffer }[]> {
  return sql<{ id: string; itemSealed: Buffer }[]>`
    with taken as (
      delete from digest_items where account_id = ${accountId} and user_id = ${user}
      returning id, item_sealed, created_at
    )
    select id, item_sealed from taken order by created_at, id`;
}
