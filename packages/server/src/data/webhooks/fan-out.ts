import { choiceOf, isChosen } from "@holdfast/contract";

import { followLog } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { insertDeliveries } from "./delivery-store.ts";
import { advanceCursor, listWebhookRows, lockWebhook } from "./store.ts";

/** Events that are queued in one transaction. */
const batch = 500;

/**
 * Queues for each webhook what the log has gone on by. Cursor and queue move in one transaction, and places in the log
 * have no gaps: a process that dies in between has queued an event or has not, and nobody passes one over.
 * @returns whether there is more
 */
export async function fanOut(scope: AccountScope, now: number): Promise<boolean> {
  let more = false;
  for (const { id } of await listWebhookRows(scope)) {
    const webhook = await lockWebhook(scope, id);
    if (webhook === null || webhook.disabledAt !== null) continue;
    const choice = choiceOf(webhook.events);
    const { events, next } = await followLog(scope, webhook.cursor, batch);
    const messages = events
      .filter(({ entry }) => isChosen(choice, entry.event))
      .map((event) => ({ messageId: event.id, event: event.entry.event }));
    if (messages.length > 0) await insertDeliveries(scope, id, { messages, now });
    await advanceCursor(scope, id, next);
    more ||= events.length === batch;
  }
  return more;
}
