import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { ProtectionDeps } from "./deps.ts";
import { closeIncident, listIncidents, readIncident } from "./incidents.ts";
import { listSightings } from "./sightings.ts";

export const protectionRoutes = (deps: ProtectionDeps): RouteBinding[] => [
  bind(routes.listProtectionEvents, ({ caller, query }) => listSightings(deps, caller, query)),
  bind(routes.listIncidents, ({ caller, query }) => listIncidents(deps, caller, query)),
  bind(routes.readIncident, ({ caller, params }) => readIncident(deps, caller, params.id)),
  bind(routes.closeIncident, (call) => {
    const finding = { id: call.params.id, note: call.body.note };
    return closeIncident(deps, call.caller, finding, originOf(call));
  }),
];
