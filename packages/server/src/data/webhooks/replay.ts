import { choiceOf, type EventId, isChosen, type WebhookReplay } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import {
  emit,
  eventTime,
  findPlaced,
  followLog,
  type Origin,
  placeSince,
  readUnplaced,
} from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { countWaiting, type Queued, requeueDeliveries } from "./delivery-store.ts";
import type { WebhookWishDeps } from "./deps.ts";
import { webhookEvent } from "./events.ts";
import type { Webhook } from "./webhook.ts";
import { assertEnabled, assertMayRead, mustLock, parse } from "./webhooks.ts";
import { countWish } from "./wish-limits.ts";

/** Events that one replay looks at. */
const replayed = 5000;

export interface ReplayWish {
  readonly id: string;
  readonly since?: string;
  readonly events?: readonly EventId[];
}

/**
 * Queues again what was missed since a time, or single events, and says what is on its way without that.
 * @throws Problem(`webhook.not_found`), Problem(`webhook.disabled`), Problem(`role.exceeds_own`),
 * Problem(`event.not_found`), Problem(`event.not_sequenced`), Problem(`rate.limited`)
 */
export async function replay(
  deps: WebhookWishDeps,
  caller: Caller,
  wish: ReplayWish,
  origin: Origin,
): Promise<WebhookReplay> {
  const id = parse(wish.id);
  assertMayRead(caller);
  await countWish(deps, "replay", { accountId: caller.accountId, id });
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const webhook = await mustLock(scope, id);
    assertEnabled(webhook);
    const missed = await missedOf(scope, webhook, wish.since);
    const named = await namedOf(scope, wish.events ?? []);
    const now = deps.clock();
    const queued =
      (await requeueDeliveries(scope, id, { messages: named, now, delivered: true })) +
      (await requeueDeliveries(scope, id, { messages: missed.messages, now, delivered: false }));
    const waiting = (await countWaiting(scope, id, [...named, ...missed.messages])) - queued + missed.unplaced;
    await emit(scope, webhookEvent("webhook.replayed", origin, id, { details: { queued } }));
    return { queued, waiting, next: missed.next };
  });
}

interface Missed {
  readonly messages: readonly Queued[];
  /** Events of the last second: they are queued when they get their place. */
  readonly unplaced: number;
  readonly next: string | null;
}

async function missedOf(scope: AccountScope, { events: patterns }: Webhook, raw: string | undefined): Promise<Missed> {
  if (raw === undefined) return { messages: [], unplaced: 0, next: null };
  const since = timeOf(raw);
  const choice = choiceOf(patterns);
  // Before the log is read: what gets its place in between is found there.
  const unplaced = await readUnplaced(scope);
  const start = await placeSince(scope, since);
  const { events } = await followLog(scope, start, replayed);
  const found = new Set(events.map(({ id }) => id));
  const messages = events
    .filter(({ entry }) => isChosen(choice, entry.event))
    .map(({ id, entry }) => ({ messageId: id, event: entry.event }));
  const coming = unplaced.filter(
    ({ id, event }) => !found.has(id) && eventTime(id) >= since && isChosen(choice, event),
  );
  const next = events.length === replayed ? (events.at(-1)?.entry.time ?? null) : null;
  return { messages, unplaced: coming.length, next };
}

function timeOf(since: string): number {
  const time = Date.parse(since);
  if (Number.isNaN(time))
    throw new Problem("request.malformed", { errors: [{ field: "since", message: "not a time" }] });
  return time;
}

/** Also those that the webhook is not told of by itself; never those that no webhook is told of. */
async function namedOf(scope: AccountScope, ids: readonly EventId[]): Promise<Queued[]> {
  const unplaced = new Set((await readUnplaced(scope)).map(({ id }) => id));
  const named: Queued[] = [];
  for (const id of ids) {
    const found = await findPlaced(scope, id);
    if (found === null && unplaced.has(id)) throw new Problem("event.not_sequenced");
    if (found === null || !isChosen(everything, found.entry.event)) {
      throw new Problem("event.not_found", { detail: `No webhook can be told of ${id}.` });
    }
    named.push({ messageId: id, event: found.entry.event });
  }
  return named;
}

const everything = choiceOf(["*"]);
