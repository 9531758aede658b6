import type { AccountId, WebhookMessage } from "@holdfast/contract";

import type { PlacedEvent } from "../../tenancy/audit/index.ts";

/**
 * What a webhook says of an event: its public part, as the log has it. Made from what never changes, so each try sends
 * the same bytes.
 */
export function messageOf(accountId: AccountId, { index, id, entry }: PlacedEvent): WebhookMessage {
  const { event, time, actor, target, outcome, request, details } = entry;
  return {
    type: event,
    timestamp: time,
    data: {
      account: accountId,
      id,
      index,
      actor: { type: actor.type, id: actor.id },
      target: target === null ? null : { type: target.type, id: target.id },
      outcome: outcome === "success" ? "success" : "refused",
      request,
      details: { ...details },
    },
  };
}

/** The type of a message that tells of nothing but that messages arrive. */
export const testType = "webhook.test";

export const testMessage = (accountId: AccountId, queuedAt: number) => ({
  type: testType,
  timestamp: new Date(queuedAt).toISOString(),
  data: { account: accountId },
});
