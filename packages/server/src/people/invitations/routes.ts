import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { InvitationDeps } from "./deps.ts";
import { invite, listInvitations, resendInvitation, revokeInvitation } from "./invitations.ts";
import { acceptInvitation, joinPasskeyOptions, previewInvitation } from "./join.ts";

export const invitationRoutes = (deps: InvitationDeps): RouteBinding[] => [
  bind(routes.createInvitation, (call) => invite(deps, call.caller, call.body, originOf(call))),
  bind(routes.listInvitations, ({ caller, query }) => listInvitations(deps, caller, query)),
  bind(routes.resendInvitation, (call) => resendInvitation(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.revokeInvitation, async (call) => {
    await revokeInvitation(deps, call.caller, call.params.id, originOf(call));
    return {};
  }),
  bind(routes.previewInvitation, ({ body }) => previewInvitation(deps, body.token)),
  bind(routes.invitationPasskeyOptions, ({ body }) => joinPasskeyOptions(deps, body)),
  bind(routes.acceptInvitation, (call) => acceptInvitation(deps, call.body, call.request, originOf(call))),
];
