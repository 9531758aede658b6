import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import {
  AccountIdSchema,
  ById,
  Described,
  Empty,
  EventIdSchema,
  Exact,
  Nullable,
  Page,
  PageQuery,
  Time,
  WebhookIdSchema,
} from "../schemas.ts";
import { EventView } from "./audit.ts";

export const OutgoingUrl = Type.String({ minLength: 10, maxLength: 2048 });
const Url = Described("https alone, to the public internet, on port 443, 8443 or 8088.", OutgoingUrl);
const Line = Type.String({
  description: "One line, for whoever reads the list.",
  maxLength: 120,
  pattern: "^[^\\u0000-\\u001f\\u007f\\u2028\\u2029]*$",
});
const eventPatternShape = "^(\\*|[a-z_]{1,30}(\\.[a-z0-9_]{1,32}){0,2}\\.(\\*|[a-z0-9_]{1,32}))$";
const Events = Described(
  "Names of audit events, nouns (`user.*`), those of your product (`app.*`), or `*`.",
  Type.Array(Type.String({ minLength: 1, maxLength: 80, pattern: eventPatternShape }), {
    minItems: 1,
    maxItems: 50,
    uniqueItems: true,
  }),
);

export const WebhookView = Exact({
  id: WebhookIdSchema,
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.String()),
  enabled: Type.Boolean(),
  disabledFor: Described(
    "Null while it is enabled. `failing`: nothing got through for five days; `gone`: the receiver answered 410.",
    Nullable(Type.Union([Type.Literal("administrator"), Type.Literal("failing"), Type.Literal("gone")])),
  ),
  failingSince: Described("Since when nothing has got through; null when the last try did.", Nullable(Time)),
  deliveredAt: Nullable(Time),
  previousSecretEndsAt: Described(
    "Until when messages are signed with the secret before, too; null when there is none.",
    Nullable(Time),
  ),
  createdAt: Time,
});
export type WebhookView = Static<typeof WebhookView>;

export const WebhookSecret = Exact({
  webhook: WebhookView,
  secret: Described("`whsec_` and base64 (Standard Webhooks). Shown this once.", Type.String()),
});
export type WebhookSecret = Static<typeof WebhookSecret>;

export const WebhookDeliveryView = Exact({
  message: Described(
    "The `webhook-id` that the receiver sees: the id of the event, or that of a test.",
    Type.String({ maxLength: 30 }),
  ),
  event: Type.String(),
  state: Described(
    "`failed`: given up after 24 hours of tries, or when the webhook was disabled; send it again with a replay.",
    Type.Union([Type.Literal("waiting"), Type.Literal("delivered"), Type.Literal("failed")]),
  ),
  attempts: Type.Integer(),
  queuedAt: Time,
  attemptedAt: Nullable(Time),
  nextAttemptAt: Nullable(Time),
  status: Described("What the receiver answered at the last try.", Nullable(Type.Integer())),
  failure: Described(
    "Why the last try failed: `status`, or why nothing was answered. Nothing that a receiver says is kept.",
    Nullable(Type.String()),
  ),
  milliseconds: Nullable(Type.Integer()),
});
export type WebhookDeliveryView = Static<typeof WebhookDeliveryView>;

/** What is sent: the public part of an audit event. Who it was stands in the personal part, which never leaves so. */
export const WebhookMessage = Exact({
  type: Type.String(),
  timestamp: Time,
  data: Exact({
    account: AccountIdSchema,
    id: EventIdSchema,
    index: Described("The event's place in the account's log.", Type.Integer()),
    actor: EventView.properties.actor,
    target: EventView.properties.target,
    outcome: EventView.properties.outcome,
    request: EventView.properties.request,
    details: EventView.properties.details,
  }),
});
export type WebhookMessage = Static<typeof WebhookMessage>;

export const WebhookReplay = Exact({
  queued: Described("Messages that are sent again.", Type.Integer()),
  waiting: Described(
    "Messages that were on their way already: those that wait for a try, and events of the last second.",
    Type.Integer(),
  ),
  next: Described("Where a replay of more than 5,000 events ended: give it as `since` for the rest.", Nullable(Time)),
});
export type WebhookReplay = Static<typeof WebhookReplay>;

const refusals = ["webhook.url_refused", "webhook.event_unknown", "role.exceeds_own"] as const;

export const createWebhook = defineRoute({
  id: "webhooks.create",
  method: "POST",
  path: "/v1/webhooks",
  who: "recent",
  right: "webhooks:manage",
  rate: "write",
  summary: "Send events to an address of yours, signed by the Standard Webhooks specification, from now on",
  body: Exact({ url: Url, events: Events, description: Type.Optional(Line) }),
  response: { 201: WebhookSecret },
  problems: [...refusals, "webhook.too_many"],
});

export const listWebhooks = defineRoute({
  id: "webhooks.list",
  method: "GET",
  path: "/v1/webhooks",
  who: "user",
  right: "webhooks:manage",
  rate: "read",
  summary: "The webhooks of the account, oldest first",
  response: { 200: Page(WebhookView) },
  problems: [],
});

export const readWebhook = defineRoute({
  id: "webhooks.read",
  method: "GET",
  path: "/v1/webhooks/{id}",
  who: "user",
  right: "webhooks:manage",
  rate: "read",
  summary: "One webhook",
  params: ById,
  response: { 200: WebhookView },
  problems: ["webhook.not_found"],
});

export const changeWebhook = defineRoute({
  id: "webhooks.change",
  method: "PATCH",
  path: "/v1/webhooks/{id}",
  who: "recent",
  right: "webhooks:manage",
  rate: "write",
  summary: "Change a webhook, or switch it off and on; what it missed while it was off is sent by a replay",
  params: ById,
  body: Exact({
    url: Type.Optional(Url),
    events: Type.Optional(Events),
    description: Type.Optional(Line),
    enabled: Type.Optional(Type.Boolean()),
  }),
  response: { 200: WebhookView },
  problems: ["webhook.not_found", ...refusals],
});

export const removeWebhook = defineRoute({
  id: "webhooks.remove",
  method: "DELETE",
  path: "/v1/webhooks/{id}",
  who: "recent",
  right: "webhooks:manage",
  rate: "write",
  summary: "Remove a webhook with its secrets and its deliveries",
  params: ById,
  response: { 200: Empty },
  problems: ["webhook.not_found"],
});

export const rotateWebhookSecret = defineRoute({
  id: "webhooks.rotate_secret",
  method: "POST",
  path: "/v1/webhooks/{id}/secret",
  who: "recent",
  right: "webhooks:manage",
  rate: "write",
  summary: "Make a new secret; messages are signed with the old one, too, for some hours",
  params: ById,
  body: Exact({
    overlapHours: Type.Optional(
      Described("0 ends the old one at once: it was seen by somebody.", Type.Integer({ minimum: 0, maximum: 168 })),
    ),
  }),
  response: { 201: WebhookSecret },
  problems: ["webhook.not_found"],
});

export const testWebhook = defineRoute({
  id: "webhooks.test",
  method: "POST",
  path: "/v1/webhooks/{id}/test",
  who: "user",
  right: "webhooks:manage",
  rate: "write",
  summary: "Send a message of the type `webhook.test`, ten in a minute at most; its delivery says how it went",
  params: ById,
  response: { 201: WebhookDeliveryView },
  problems: ["webhook.not_found", "webhook.disabled"],
});

export const listWebhookDeliveries = defineRoute({
  id: "webhooks.list_deliveries",
  method: "GET",
  path: "/v1/webhooks/{id}/deliveries",
  who: "user",
  right: "webhooks:manage",
  rate: "read",
  summary: "What was sent, is being tried or was given up, newest first; kept for 14 days",
  params: ById,
  query: Exact({ ...PageQuery, state: Type.Optional(WebhookDeliveryView.properties.state) }),
  response: { 200: Page(WebhookDeliveryView) },
  problems: ["webhook.not_found"],
});

export const replayWebhook = defineRoute({
  id: "webhooks.replay",
  method: "POST",
  path: "/v1/webhooks/{id}/replay",
  who: "user",
  right: "webhooks:manage",
  rate: "write",
  summary:
    "Send again: what was missed since a time, or single events, delivered or not; six times in a minute at most",
  params: ById,
  body: Exact({
    since: Type.Optional(Time),
    events: Type.Optional(Type.Array(EventIdSchema, { minItems: 1, maxItems: 100, uniqueItems: true })),
  }),
  response: { 201: WebhookReplay },
  problems: ["webhook.not_found", "webhook.disabled", "role.exceeds_own", "event.not_found", "event.not_sequenced"],
});
