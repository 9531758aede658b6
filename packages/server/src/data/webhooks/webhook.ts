import type { WebhookId, WebhookView } from "@holdfast/contract";

import { isoOrNull } from "../../kernel/clock.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";

/** Where an account wants to be told of its events. Times are milliseconds since the epoch. */
export interface Webhook {
  readonly id: WebhookId;
  readonly urlSealed: Buffer;
  readonly descriptionSealed: Buffer;
  readonly events: readonly string[];
  readonly secretSealed: Buffer;
  /** Signs as well until `previousEndsAt`. */
  readonly previousSealed: Buffer | null;
  readonly previousEndsAt: number | null;
  /** The place in the account's log up to which its events were queued. */
  readonly cursor: number;
  /** Tries that failed since the last one that did not. */
  readonly failures: number;
  readonly failingSince: number | null;
  /** Nothing is sent before: the circuit is open. */
  readonly restsUntil: number | null;
  readonly deliveredAt: number | null;
  readonly disabledAt: number | null;
  readonly disabledFor: WebhookView["disabledFor"];
  readonly createdAt: number;
}

type SealedColumn = "url_sealed" | "description_sealed" | "secret_sealed" | "previous_sealed";

export const place = (row: WebhookId, column: SealedColumn) =>
  ({ purpose: "webhook", table: "webhooks", column, row }) as const;

export const webhookView = ({ keys, clock }: AccountScope, webhook: Webhook): WebhookView => ({
  id: webhook.id,
  url: keys.openText(place(webhook.id, "url_sealed"), webhook.urlSealed),
  description: keys.openText(place(webhook.id, "description_sealed"), webhook.descriptionSealed),
  events: [...webhook.events],
  enabled: webhook.disabledAt === null,
  disabledFor: webhook.disabledFor,
  failingSince: isoOrNull(webhook.failingSince),
  deliveredAt: isoOrNull(webhook.deliveredAt),
  previousSecretEndsAt: isActive(webhook, clock()) ? isoOrNull(webhook.previousEndsAt) : null,
  createdAt: new Date(webhook.createdAt).toISOString(),
});

/** Whether messages are signed with the secret before, too. */
export const isActive = ({ previousEndsAt }: Pick<Webhook, "previousEndsAt">, now: number): boolean =>
  previousEndsAt !== null && now < previousEndsAt;
