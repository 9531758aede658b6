import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { deleteMember } from "./deletion.ts";
import type { MemberDeps } from "./deps.ts";
import { invite, listInvitations, resendInvitation, revokeInvitation } from "./invitations.ts";
import { acceptInvitation, previewInvitation } from "./join.ts";
import { resume, suspend } from "./suspension.ts";

export const memberRoutes = (deps: MemberDeps): RouteBinding[] => [
  bind(routes.createInvitation, (call) => invite(deps, call.caller, call.body, originOf(call))),
  bind(routes.listInvitations, ({ caller }) => listInvitations(deps, caller)),
  bind(routes.resendInvitation, (call) => resendInvitation(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.revokeInvitation, async (call) => {
    await revokeInvitation(deps, call.caller, call.params.id, originOf(call));
    return {};
  }),
  bind(routes.previewInvitation, ({ body }) => previewInvitation(deps, body.token)),
  bind(routes.acceptInvitation, (call) => acceptInvitation(deps, call.body, originOf(call))),
  bind(routes.suspendUser, (call) => suspend(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.resumeUser, (call) => resume(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.deleteUser, (call) => deleteMember(deps, call.caller, call.params.id, originOf(call))),
];
