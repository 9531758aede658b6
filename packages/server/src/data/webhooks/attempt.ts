import { isId, type WebhookId } from "@holdfast/contract";

import { seconds } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import { Secret } from "../../kernel/secret.ts";
import { type Egress, EgressFailure } from "../../platform/egress/index.ts";
import { findPlaced } from "../../tenancy/audit/index.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import type { Delivery } from "./delivery-store.ts";
import { messageOf, testMessage, testType } from "./message.ts";
import { signatureHeaders } from "./signature.ts";
import { isActive, place, type Webhook } from "./webhook.ts";

/** A message that is about to be sent, with all that it takes. */
export interface Outgoing {
  readonly delivery: Delivery;
  readonly url: Secret<string>;
  readonly secrets: readonly Secret<string>[];
  /** Null where the event was pruned from the log meanwhile. */
  readonly body: string | null;
}

/** How one try went. */
export interface Outcome {
  readonly delivery: Delivery;
  readonly delivered: boolean;
  readonly status: number | null;
  readonly failure: string | null;
  readonly retryAfterMs: number;
  readonly durationMs: number | null;
  /** Trying again can change nothing. */
  readonly final: boolean;
  /** Says something of the receiver, and not of the message alone. */
  readonly counts: boolean;
}

export function prepare(scope: AccountScope, webhook: Webhook, deliveries: readonly Delivery[]): Promise<Outgoing[]> {
  const url = new Secret(scope.keys.openText(place(webhook.id, "url_sealed"), webhook.urlSealed));
  const secrets = secretsOf(scope, webhook);
  return Promise.all(
    deliveries.map(async (delivery) => ({ delivery, url, secrets, body: await bodyOf(scope, delivery) })),
  );
}

/** Those that sign at present, the newest first. */
function secretsOf({ keys, clock }: AccountScope, webhook: Webhook): Secret<string>[] {
  const { id, secretSealed, previousSealed } = webhook;
  const active = [new Secret(keys.openText(place(id, "secret_sealed"), secretSealed))];
  if (previousSealed !== null && isActive(webhook, clock())) {
    active.push(new Secret(keys.openText(place(id, "previous_sealed"), previousSealed)));
  }
  return active;
}

async function bodyOf(scope: AccountScope, { messageId, event, queuedAt }: Delivery): Promise<string | null> {
  if (event === testType) return JSON.stringify(testMessage(scope.accountId, queuedAt));
  const placed = isId("event", messageId) ? await findPlaced(scope, messageId) : null;
  return placed === null ? null : JSON.stringify(messageOf(scope.accountId, placed));
}

export interface AttemptDeps {
  readonly egress: Egress;
  readonly clock: () => number;
  readonly log: Log;
}

/** Sends one message. Whatever comes of it is an outcome. */
export async function attempt(deps: AttemptDeps, webhookId: WebhookId, outgoing: Outgoing): Promise<Outcome> {
  const { delivery, url, secrets, body } = outgoing;
  const failed = { delivery, delivered: false, status: null, retryAfterMs: 0, durationMs: null, counts: true };
  if (body === null) return { ...failed, failure: "event_gone", final: true, counts: false };
  const message = { id: delivery.messageId, timestamp: Math.floor(deps.clock() / 1000), body };
  try {
    const headers = { "content-type": "application/json", ...signatureHeaders(message, secrets) };
    const { status, retryAfter, milliseconds } = await deps.egress.post(url.reveal(), { headers, body });
    const delivered = status >= 200 && status < 300;
    return {
      delivery,
      delivered,
      status,
      failure: delivered ? null : "status",
      retryAfterMs: seconds(retryAfter ?? 0),
      durationMs: Math.round(milliseconds),
      final: false,
      counts: true,
    };
  } catch (error) {
    if (error instanceof EgressFailure) return { ...failed, failure: error.rule, final: false };
    deps.log.error("webhooks.attempt_failed", error, { webhookId });
    return { ...failed, failure: "internal", final: false, counts: false };
  }
}
