import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { type ChecklistDeps, readChecklist, signItem } from "./checklists.ts";

export const checklistRoutes = (deps: ChecklistDeps): RouteBinding[] => [
  bind(routes.readChecklist, ({ caller }) => readChecklist(deps, caller)),
  bind(routes.signChecklistItem, (call) =>
    signItem(deps, call.caller, { item: call.params.item, ...call.body }, originOf(call)),
  ),
];
