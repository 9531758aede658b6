import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { listDeliveries, sendTest } from "./deliveries.ts";
import type { WebhookWishDeps } from "./deps.ts";
import { replay } from "./replay.ts";
import { rotateSecret } from "./rotate.ts";
import { changeWebhook, createWebhook, listWebhooks, readOne, removeWebhook } from "./webhooks.ts";

export const webhookRoutes = (deps: WebhookWishDeps): RouteBinding[] => [
  bind(routes.createWebhook, (call) => createWebhook(deps, call.caller, call.body, originOf(call))),
  bind(routes.listWebhooks, ({ caller }) => listWebhooks(deps, caller)),
  bind(routes.readWebhook, ({ caller, params }) => readOne(deps, caller, params.id)),
  bind(routes.changeWebhook, (call) =>
    changeWebhook(deps, call.caller, { id: call.params.id, change: call.body }, originOf(call)),
  ),
  bind(routes.removeWebhook, (call) => removeWebhook(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.rotateWebhookSecret, (call) => {
    const { overlapHours } = call.body;
    return rotateSecret(deps, call.caller, { id: call.params.id, overlapHours }, originOf(call));
  }),
  bind(routes.testWebhook, (call) => sendTest(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.listWebhookDeliveries, ({ caller, params, query }) =>
    listDeliveries(deps, caller, { ...query, id: params.id }),
  ),
  bind(routes.replayWebhook, (call) => replay(deps, call.caller, { ...call.body, id: call.params.id }, originOf(call))),
];
