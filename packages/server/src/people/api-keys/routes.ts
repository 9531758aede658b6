import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { changeKey, listAccountKeys, listOwnKeys, revokeKey } from "./api-keys.ts";
import { createKey } from "./create.ts";
import type { KeyRouteDeps } from "./deps.ts";
import { takeInLeaked } from "./leaked.ts";
import { rotateKey } from "./rotate.ts";

const usualOverlapHours = 24;
const usualUnusedDays = 30;

export const apiKeyRoutes = (deps: KeyRouteDeps): RouteBinding[] => [
  bind(routes.createKey, (call) => createKey(deps, call.caller, call.body, originOf(call))),
  bind(routes.listKeys, ({ caller }) => listOwnKeys(deps, caller)),
  bind(routes.listUnusedKeys, ({ caller, query }) => listOwnKeys(deps, caller, query.days ?? usualUnusedDays)),
  bind(routes.changeKey, (call) => changeKey(deps, call.caller, { ...call.body, id: call.params.id }, originOf(call))),
  bind(routes.rotateKey, (call) => {
    const { overlapHours = usualOverlapHours, expiresInDays } = call.body;
    return rotateKey(deps, call.caller, { id: call.params.id, overlapHours, expiresInDays }, originOf(call));
  }),
  bind(routes.revokeKey, (call) =>
    revokeKey(deps, call.caller, { id: call.params.id, owner: call.caller.userId }, originOf(call)),
  ),
  bind(routes.listAccountKeys, ({ caller, query }) => listAccountKeys(deps, caller.accountId, query)),
  bind(routes.revokeAccountKey, (call) =>
    revokeKey(deps, call.caller, { id: call.params.id, owner: null }, originOf(call)),
  ),
  bind(routes.reportLeakedKeys, async (call) => {
    await takeInLeaked(deps, call.body, originOf(call));
    return {};
  }),
];
