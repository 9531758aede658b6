import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { createRole, deleteRole, listRoles, type RoleDeps, updateRole } from "./roles.ts";

export const roleRoutes = (deps: RoleDeps): RouteBinding[] => [
  bind(routes.listRoles, async ({ caller }) => ({
    items: await withAccount(deps.directory, caller.accountId, listRoles),
    nextCursor: null,
  })),
  bind(routes.createRole, (call) => createRole(deps, call.caller, call.body, originOf(call))),
  bind(routes.updateRole, (call) =>
    updateRole(deps, call.caller, { id: call.params.id, input: call.body }, originOf(call)),
  ),
  bind(routes.deleteRole, async (call) => {
    await deleteRole(deps, call.caller, call.params.id, originOf(call));
    return {};
  }),
];
