import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { grantSupport, listGrants, listPresence, revokeGrant, type SupportDeps } from "./grants.ts";

export const supportRoutes = (deps: SupportDeps): RouteBinding[] => [
  bind(routes.grantSupport, (call) => grantSupport(deps, call.caller, call.body, originOf(call))),
  bind(routes.listSupportGrants, ({ caller, query }) => listGrants(deps, caller, query)),
  bind(routes.revokeSupportGrant, (call) => revokeGrant(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.readSupportPresence, ({ caller }) => listPresence(deps, caller)),
];
