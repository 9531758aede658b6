import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { deleteMember } from "./deletion.ts";
import type { MemberDeps } from "./deps.ts";
import { resume, suspend } from "./suspension.ts";

export const memberRoutes = (deps: MemberDeps): RouteBinding[] => [
  bind(routes.suspendUser, (call) => suspend(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.resumeUser, (call) => resume(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.deleteUser, (call) => deleteMember(deps, call.caller, call.params.id, originOf(call))),
];
