import type { WebhookDeliveryView } from "@holdfast/contract";

import { isoOrNull } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { type Delivery, insertDeliveries, listDeliveryRows, readDelivery } from "./delivery-store.ts";
import type { WebhookDeps, WebhookWishDeps } from "./deps.ts";
import { webhookEvent } from "./events.ts";
import { testType } from "./message.ts";
import { assertEnabled, mustLock, mustRead, parse } from "./webhooks.ts";
import { countWish } from "./wish-limits.ts";

const viewOf = (row: Delivery): WebhookDeliveryView => ({
  message: row.messageId,
  event: row.event,
  state: row.state,
  attempts: row.attempts,
  queuedAt: new Date(row.queuedAt).toISOString(),
  attemptedAt: isoOrNull(row.attemptedAt),
  nextAttemptAt: row.state === "waiting" ? isoOrNull(row.dueAt) : null,
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
  if (queuedAt === undefined || messageId === undefined) {
    throw new Problem("request.malformed", { errors: [{ field: "cursor", message: "not a cursor of this list" }] });
  }
  return { queuedAt: Number(queuedAt), messageId };
}

/**
 * Sends a message that tells of nothing.
 * @throws Problem(`webhook.not_found`), Problem(`webhook.disabled`), Problem(`rate.limited`)
 */
export async function sendTest(
  deps: WebhookWishDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<WebhookDeliveryView> {
  const id = parse(rawId);
  await countWish(deps, "test", { accountId: caller.accountId, id });
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    assertEnabled(await mustLock(scope, id));
    const now = deps.clock();
    const messageId = newId("webhookMessage", now);
    await insertDeliveries(scope, id, { messages: [{ messageId, event: testType }], now });
    await emit(scope, webhookEvent("webhook.tested", origin, id));
    const row = await readDelivery(scope, id, messageId);
    if (row === null) throw new Error("a message that was just queued is not there");
    return viewOf(row);
  });
}
