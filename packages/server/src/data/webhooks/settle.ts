import type { WebhookId } from "@holdfast/contract";

import { hours } from "../../kernel/clock.ts";
import { notify } from "../../people/notices/index.ts";
import { emit, originWithin } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Outcome } from "./attempt.ts";
import { type Settled, settleDelivery } from "./delivery-store.ts";
import type { WebhookDeps } from "./deps.ts";
import { webhookEvent } from "./events.ts";
import { delayAfter, isHopeless, restAfter } from "./schedule.ts";
import { type Health, lockWebhook, updateHealth } from "./store.ts";
import { place, type Webhook } from "./webhook.ts";
import { switchOff } from "./webhooks.ts";

/** Receivers answer it to say that they are there no more (RFC 9110 section 15.5.11; Standard Webhooks, "Gone"). */
const gone = 410;
const longestMs = hours(24);

/** Writes down how tries went: of each message what comes next, of the webhook how it does. */
export async function settle(
  deps: Pick<WebhookDeps, "clock" | "publicUrl">,
  scope: AccountScope,
  id: WebhookId,
  outcomes: readonly Outcome[],
): Promise<void> {
  const webhook = await lockWebhook(scope, id);
  if (webhook === null) return;
  const now = deps.clock();
  for (const outcome of outcomes) await settleDelivery(scope, id, settledOf(outcome, now));
  const health = healthAfter(webhook, outcomes, now);
  await updateHealth(scope, id, health);
  if (webhook.disabledAt !== null) return;
  if (outcomes.some(({ status }) => status === gone)) await disable(deps, scope, webhook, "gone");
  else if (isHopeless(health, now)) await disable(deps, scope, webhook, "failing");
}

export function settledOf(outcome: Outcome, now: number): Settled {
  const { delivery, delivered, status, failure, durationMs } = outcome;
  const { messageId, attempts, queuedAt, dueAt } = delivery;
  const tried = { messageId, attempts, attemptedAt: now, status, failure, durationMs };
  if (delivered) return { ...tried, state: "delivered", dueAt };
  const delay = outcome.final ? null : delayAfter(attempts, outcome.retryAfterMs);
  const isOver = delay === null || now + delay - queuedAt > longestMs;
  return isOver ? { ...tried, state: "failed", dueAt } : { ...tried, state: "waiting", dueAt: now + delay };
}

/** One message that got through says that the receiver is there. */
export function healthAfter(webhook: Health, outcomes: readonly Outcome[], now: number): Health {
  const counted = outcomes.filter(({ counts }) => counts);
  if (counted.length === 0) return webhook;
  if (counted.some(({ delivered }) => delivered)) {
    return { failures: 0, failingSince: null, restsUntil: null, deliveredAt: now };
  }
  const failures = webhook.failures + counted.length;
  const rest = restAfter(failures);
  return {
    failures,
    failingSince: webhook.failingSince ?? now,
    restsUntil: rest === 0 ? null : now + rest,
    deliveredAt: webhook.deliveredAt,
  };
}

async function disable(
  deps: Pick<WebhookDeps, "clock" | "publicUrl">,
  scope: AccountScope,
  { id, urlSealed }: Webhook,
  why: "failing" | "gone",
): Promise<void> {
  await switchOff(scope, id, why);
  const origin = originWithin("system", "webhooks");
  const url = scope.keys.openText(place(id, "url_sealed"), urlSealed);
  await emit(scope, webhookEvent("webhook.disabled", origin, id, { details: { why }, url }));
  const facts = { host: new URL(url).host, why };
  await notify(deps, scope, { notice: "webhook.disabled", user: null, origin, facts });
}
