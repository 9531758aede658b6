import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { deleteMember } from "./deletion.ts";
import type { MemberDeps } from "./deps.ts";
import { cancelOffboarding, findOffboarding, listOffboardings, startOffboarding } from "./offboardings.ts";
import { assignRole } from "./role-change.ts";
import { resume, suspend } from "./suspension.ts";

export const memberRoutes = (deps: MemberDeps): RouteBinding[] => [
  bind(routes.assignRole, (call) => {
    const change = { userId: call.params.id, role: call.body.role };
    return assignRole(deps, call.caller, change, originOf(call));
  }),
  bind(routes.suspendUser, (call) => suspend(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.resumeUser, (call) => resume(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.deleteUser, (call) => deleteMember(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.startOffboarding, (call) => {
    const wish = { userId: call.params.id, successor: call.body.successor };
    return startOffboarding(deps, call.caller, wish, originOf(call));
  }),
  bind(routes.readOffboarding, ({ caller, params }) => findOffboarding(deps, caller.accountId, params.id)),
  bind(routes.listOffboardings, ({ caller, query }) => listOffboardings(deps, caller.accountId, query)),
  bind(routes.cancelOffboarding, (call) => cancelOffboarding(deps, call.caller, call.params.id, originOf(call))),
];
