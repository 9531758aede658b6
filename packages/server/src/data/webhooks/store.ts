import type { WebhookId, WebhookView } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Webhook } from "./webhook.ts";

type Tables = Pick<AccountScope, "sql" | "accountId">;

const columns = ({ sql }: Pick<Tables, "sql">) => sql`
  id, url_sealed, description_sealed, events, secret_sealed, previous_sealed, previous_ends_at, cursor, failures,
  failing_since, rests_until, delivered_at, disabled_at, disabled_for, created_at`;

type NewWebhook = Pick<
  Webhook,
  "id" | "urlSealed" | "descriptionSealed" | "events" | "secretSealed" | "cursor" | "createdAt"
>;

export async function insertWebhook({ sql, accountId }: Tables, row: NewWebhook): Promise<void> {
  await sql`
    insert into webhooks (account_id, id, url_sealed, description_sealed, events, secret_sealed, cursor, created_at)
    values (${accountId}, ${row.id}, ${row.urlSealed}, ${row.descriptionSealed}, ${[...row.events]},
      ${row.secretSealed}, ${row.cursor}, ${row.createdAt})`;
}

export async function readWebhook(tables: Tables, id: WebhookId): Promise<Webhook | null> {
  const { sql, accountId } = tables;
  const [row] = await sql<Webhook[]>`
    select ${columns(tables)} from webhooks where account_id = ${accountId} and id = ${id}`;
  return row ?? null;
}

/** The same, locked until the transaction ends. */
export async function lockWebhook(tables: Tables, id: WebhookId): Promise<Webhook | null> {
  const { sql, accountId } = tables;
  const [row] = await sql<Webhook[]>`
    select ${columns(tables)} from webhooks where account_id = ${accountId} and id = ${id} for update`;
  return row ?? null;
}

/** All of them, in the one order in which several are ever locked. */
export async function lockAllWebhooks({ sql, accountId }: Tables): Promise<void> {
  await sql`select from webhooks where account_id = ${accountId} order by id for update`;
}

export async function listWebhookRows(tables: Tables): Promise<Webhook[]> {
  const { sql, accountId } = tables;
  return sql<Webhook[]>`select ${columns(tables)} from webhooks where account_id = ${accountId} order by id`;
}

export async function updateSettings(
  { sql, accountId }: Tables,
  row: Pick<Webhook, "id" | "urlSealed" | "descriptionSealed" | "events">,
): Promise<void> {
  await sql`
    update webhooks
    set url_sealed = ${row.urlSealed}, description_sealed = ${row.descriptionSealed}, events = ${[...row.events]}
    where account_id = ${accountId} and id = ${row.id}`;
}

export async function updateSecrets(
  { sql, accountId }: Tables,
  row: Pick<Webhook, "id" | "secretSealed" | "previousSealed" | "previousEndsAt">,
): Promise<void> {
  await sql`
    update webhooks set secret_sealed = ${row.secretSealed}, previous_sealed = ${row.previousSealed},
      previous_ends_at = ${row.previousEndsAt}
    where account_id = ${accountId} and id = ${row.id}`;
}

/** Forgets secrets that do not sign any more. */
export async function dropEndedSecrets({ sql, accountId }: Tables, now: number): Promise<void> {
  await sql`
    update webhooks set previous_sealed = null, previous_ends_at = null
    where account_id = ${accountId} and previous_ends_at <= ${now}`;
}

/** It begins at `cursor`, as if nothing had failed before. */
export async function enableRow({ sql, accountId }: Tables, id: WebhookId, cursor: number): Promise<void> {
  await sql`
    update webhooks set disabled_at = null, disabled_for = null, failures = 0, failing_since = null,
      rests_until = null, cursor = ${cursor}
    where account_id = ${accountId} and id = ${id}`;
}

export async function disableRow(
  { sql, accountId }: Tables,
  row: { id: WebhookId; now: number; why: NonNullable<WebhookView["disabledFor"]> },
): Promise<void> {
  await sql`
    update webhooks set disabled_at = ${row.now}, disabled_for = ${row.why}
    where account_id = ${accountId} and id = ${row.id}`;
}

/** A cursor never goes back: what it has passed was queued. */
export async function advanceCursor({ sql, accountId }: Tables, id: WebhookId, cursor: number): Promise<void> {
  await sql`
    update webhooks set cursor = ${cursor} where account_id = ${accountId} and id = ${id} and cursor < ${cursor}`;
}

export type Health = Pick<Webhook, "failures" | "failingSince" | "restsUntil" | "deliveredAt">;

export async function updateHealth({ sql, accountId }: Tables, id: WebhookId, health: Health): Promise<void> {
  await sql`
    update webhooks set failures = ${health.failures}, failing_since = ${health.failingSince},
      rests_until = ${health.restsUntil}, delivered_at = ${health.deliveredAt}
    where account_id = ${accountId} and id = ${id}`;
}

export async function deleteWebhook({ sql, accountId }: Tables, id: WebhookId): Promise<void> {
  await sql`delete from webhooks where account_id = ${accountId} and id = ${id}`;
}
