import { choiceOf, type EventId, isChosen, type WebhookDeliveryView } from "@holdfast/contract";

import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, findPlaced, followLog, type Origin, placeSince } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import type { WebhookDeps } from "./deps.ts";
import {
  type Delivery,
  insertDeliveries,
  listDeliveryRows,
  type Queued,
  readDelivery,
  requeueDeliveries,
} from "./delivery-store.ts";
import { webhookEvent } from "./events.ts";
import { testType } from "./message.ts";
import { iso, type Webhook } from "./webhook.ts";
import { assertMayRead, mustLock, mustRead, parse } from "./webhooks.ts";

const viewOf = (row: Delivery): WebhookDeliveryView => ({
  message: row.messageId,
  event: row.event,
  state: row.state,
  attempts: row.attempts,
  queuedAt: new Date(row.queuedAt).toISOString(),
  attemptedAt: iso(row.attemptedAt),
  nextAttemptAt: row.state === "waiting" ? iso(row.dueAt) : null,
  status: row.status,
  failure: row.failure,
  milliseconds: row.durationMs,
});

/** @throws Problem(`webhook.not_found`) */
export function listDeliveries(
  { directory }: WebhookDeps,
  caller: Caller,
  { id: rawId, limit = 50, cursor, state }: { id: string; limit?: number; cursor?: string; state?: Delivery["state"] },
) {
  const id = parse(rawId);
  return withAccount(directory, caller.accountId, async (scope) => {
    await mustRead(scope, id);
    const before = cursor === undefined ? null : parseCursor(cursor);
    const rows = await listDeliveryRows(scope, id, { state: state ?? null, before, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? `${last.queuedAt}_${last.messageId}` : null;
    return { items: items.map(viewOf), nextCursor };
  });
}

function parseCursor(raw: string): { queuedAt: number; messageId: string } {
  const [, queuedAt, messageId] = /^(\d{1,15})_([a-z0-9_]{1,40})$/.exec(raw) ?? [];
  if (queuedAt === undefined || messageId === undefined) throw malformed("cursor", "not a cursor of this list");
  return { queuedAt: Number(queuedAt), messageId };
}

/** Sends a message that tells of nothing. @throws Problem(`webhook.not_found`), Problem(`webhook.disabled`) */
export async function sendTest(
  { directory, clock }: WebhookDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<WebhookDeliveryView> {
  const id = parse(rawId);
  return withAccount(directory, caller.accountId, async (scope) => {
    assertEnabled(await mustLock(scope, id));
    const now = clock();
    const messageId = newId("webhookMessage", now);
    await insertDeliveries(scope, id, { messages: [{ messageId, event: testType }], now });
    await emit(scope, webhookEvent("webhook.tested", origin, id));
    const row = await readDelivery(scope, id, messageId);
    if (row === null) throw new Error("a message that was just queued is not there");
    return viewOf(row);
  });
}

/** Events that one replay looks at. */
const replayed = 5000;

/**
 * Queues again what was missed since a time, or single events. What has not been queued for the first time yet is left
 * to its turn.
 * @throws Problem(`webhook.not_found`), Problem(`webhook.disabled`), Problem(`role.exceeds_own`)
 */
export async function replay(
  { directory, clock }: WebhookDeps,
  caller: Caller,
  wish: { id: string; since?: string; events?: readonly EventId[] },
  origin: Origin,
): Promise<{ queued: number; next: string | null }> {
  const id = parse(wish.id);
  assertMayRead(caller);
  return withAccount(directory, caller.accountId, async (scope) => {
    const webhook = await mustLock(scope, id);
    assertEnabled(webhook);
    const now = clock();
    const named = { messages: await namedOf(scope, webhook, wish.events ?? []), now, delivered: true };
    const missed = await missedOf(scope, webhook, wish.since);
    const queued =
      (await requeueDeliveries(scope, id, named)) +
      (await requeueDeliveries(scope, id, { messages: missed.messages, now, delivered: false }));
    await emit(scope, webhookEvent("webhook.replayed", origin, id, { details: { queued } }));
    return { queued, next: missed.next };
  });
}

/** Also those that the webhook is not told of by itself; never those that no webhook is told of. */
async function namedOf(scope: AccountScope, { cursor }: Webhook, ids: readonly EventId[]): Promise<Queued[]> {
  const found = await Promise.all(ids.map((id) => findPlaced(scope, id)));
  const everything = choiceOf(["*"]);
  return found
    .filter((event) => event !== null)
    .filter(({ index, entry }) => index < cursor && isChosen(everything, entry.event))
    .map(({ id, entry }) => ({ messageId: id, event: entry.event }));
}

async function missedOf(
  scope: AccountScope,
  { events: patterns, cursor }: Webhook,
  since: string | undefined,
): Promise<{ messages: Queued[]; next: string | null }> {
  if (since === undefined) return { messages: [], next: null };
  const choice = choiceOf(patterns);
  const start = await placeSince(scope, timeOf(since));
  const { events, next } = await followLog(scope, start, replayed);
  const messages = events
    .filter(({ index, entry }) => index < cursor && isChosen(choice, entry.event))
    .map(({ id, entry }) => ({ messageId: id, event: entry.event }));
  return { messages, next: next < cursor ? (events.at(-1)?.entry.time ?? null) : null };
}

function timeOf(since: string): number {
  const time = Date.parse(since);
  if (Number.isNaN(time)) throw malformed("since", "not a time");
  return time;
}

const malformed = (field: string, message: string): Problem =>
  new Problem("request.malformed", { errors: [{ field, message }] });

function assertEnabled({ disabledAt }: Webhook): void {
  if (disabledAt !== null) throw new Problem("webhook.disabled");
}
