import type { WebhookDeliveryView, WebhookId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

type Tables = Pick<AccountScope, "sql" | "accountId">;

/** One message to one webhook: queued, tried, and how it went. */
export interface Delivery {
  /** The id of the event, or of a test. */
  readonly messageId: string;
  readonly event: string;
  readonly state: WebhookDeliveryView["state"];
  readonly attempts: number;
  readonly queuedAt: number;
  readonly dueAt: number;
  readonly attemptedAt: number | null;
  readonly status: number | null;
  readonly failure: string | null;
  readonly durationMs: number | null;
}

const columns = ({ sql }: Pick<Tables, "sql">) => sql`
  message_id, event, state, attempts, queued_at, due_at, attempted_at, status, failure, duration_ms`;

export interface Queued {
  readonly messageId: string;
  readonly event: string;
}

/** Queues messages, each once: whoever tells of the same event again, after a crash, changes nothing. */
export async function insertDeliveries(
  { sql, accountId }: Tables,
  webhookId: WebhookId,
  { messages, now }: { messages: readonly Queued[]; now: number },
): Promise<void> {
  await sql`
    insert into webhook_deliveries (account_id, webhook_id, message_id, event, queued_at, due_at)
    select ${accountId}, ${webhookId}, m.id, m.event, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${messages.map(({ messageId }) => messageId)}::text[], ${messages.map(({ event }) => event)}::text[])
      as m (id, event)
    on conflict (account_id, webhook_id, message_id) do nothing`;
}

/** Queues messages again from the start, unless they are waiting; what was delivered only if `delivered` says so. */
export async function requeueDeliveries(
  { sql, accountId }: Tables,
  webhookId: WebhookId,
  { messages, now, delivered }: { messages: readonly Queued[]; now: number; delivered: boolean },
): Promise<number> {
  const { count } = await sql`
    insert into webhook_deliveries (account_id, webhook_id, message_id, event, queued_at, due_at)
    select ${accountId}, ${webhookId}, m.id, m.event, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${messages.map(({ messageId }) => messageId)}::text[], ${messages.map(({ event }) => event)}::text[])
      as m (id, event)
    on conflict (account_id, webhook_id, message_id) do update
      set state = 'waiting', attempts = 0, queued_at = excluded.queued_at, due_at = excluded.due_at
      where webhook_deliveries.state = 'failed' or (${delivered}::boolean and webhook_deliveries.state = 'delivered')`;
  return count;
}

/** How many of these messages wait for a try. */
export async function countWaiting(
  { sql, accountId }: Tables,
  webhookId: WebhookId,
  messages: readonly Queued[],
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from webhook_deliveries
    where account_id = ${accountId} and webhook_id = ${webhookId} and state = 'waiting'
      and message_id = any (${messages.map(({ messageId }) => messageId)}::text[])`;
  return row?.count ?? 0;
}

/** Takes due messages for as long as the lease says. */
export async function claimDeliveries(
  tables: Tables,
  claim: { webhookId: WebhookId; now: number; leasedUntil: number; limit: number },
): Promise<Delivery[]> {
  const { sql, accountId } = tables;
  return sql<Delivery[]>`
    update webhook_deliveries set attempts = attempts + 1, due_at = ${claim.leasedUntil}
    where (account_id, webhook_id, message_id) in (
      select account_id, webhook_id, message_id from webhook_deliveries
      where account_id = ${accountId} and webhook_id = ${claim.webhookId} and state = 'waiting'
        and due_at <= ${claim.now}
      order by due_at, message_id limit ${claim.limit} for update skip locked)
    returning ${columns(tables)}`;
}

export type Settled = Pick<
  Delivery,
  "messageId" | "attempts" | "state" | "dueAt" | "attemptedAt" | "status" | "failure" | "durationMs"
>;

/** Writes down how a try went, unless the message was queued anew meanwhile. */
export async function settleDelivery({ sql, accountId }: Tables, webhookId: WebhookId, row: Settled): Promise<void> {
  await sql`
    update webhook_deliveries set state = ${row.state}, due_at = ${row.dueAt}, attempted_at = ${row.attemptedAt},
      status = ${row.status}, failure = ${row.failure}, duration_ms = ${row.durationMs}
    where account_id = ${accountId} and webhook_id = ${webhookId} and message_id = ${row.messageId}
      and state = 'waiting' and attempts = ${row.attempts}`;
}

/** Whatever waits is given up. */
export async function giveUpWaiting({ sql, accountId }: Tables, webhookId: WebhookId): Promise<void> {
  await sql`
    update webhook_deliveries set state = 'failed', failure = coalesce(failure, 'disabled')
    where account_id = ${accountId} and webhook_id = ${webhookId} and state = 'waiting'`;
}

export async function readDelivery(tables: Tables, webhookId: WebhookId, messageId: string): Promise<Delivery | null> {
  const { sql, accountId } = tables;
  const [row] = await sql<Delivery[]>`
    select ${columns(tables)} from webhook_deliveries
    where account_id = ${accountId} and webhook_id = ${webhookId} and message_id = ${messageId}`;
  return row ?? null;
}

/** Newest queued first, from before a row on. */
export async function listDeliveryRows(
  tables: Tables,
  webhookId: WebhookId,
  page: { state: string | null; before: { queuedAt: number; messageId: string } | null; limit: number },
): Promise<Delivery[]> {
  const { sql, accountId } = tables;
  const { state, before } = page;
  return sql<Delivery[]>`
    select ${columns(tables)} from webhook_deliveries
    where account_id = ${accountId} and webhook_id = ${webhookId}
      ${state === null ? sql`` : sql`and state = ${state}`}
      ${before === null ? sql`` : sql`and (queued_at, message_id) < (${before.queuedAt}::timestamptz, ${before.messageId})`}
    order by queued_at desc, message_id desc limit ${page.limit}`;
}

/** When the next message of an enabled webhook is due; null when none waits. */
export async function nextDue({ sql, accountId }: Tables): Promise<number | null> {
  const [row] = await sql<{ dueAt: number | null }[]>`
    select min(greatest(d.due_at, w.rests_until)) as due_at from webhook_deliveries d
    join webhooks w on w.account_id = d.account_id and w.id = d.webhook_id
    where d.account_id = ${accountId} and d.state = 'waiting' and w.disabled_at is null`;
  return row?.dueAt ?? null;
}

/** Deletes what was settled before. */
export async function deleteSettled({ sql, accountId }: Tables, before: number): Promise<void> {
  await sql`
    delete from webhook_deliveries
    where account_id = ${accountId} and state <> 'waiting' and queued_at < ${before}`;
}
