import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { ticketMs } from "../identities/index.ts";
import type { InvitationDeps } from "./deps.ts";
import { invite, listInvitations, resendInvitation, revokeInvitation } from "./invitations.ts";
import { beginGoogleJoin, finishGoogleJoin } from "./join-with-google.ts";
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
  bind(routes.beginGoogleJoin, async (call) => {
    call.assertSameOrigin();
    const { url, ticket } = await beginGoogleJoin(deps, call.body);
    call.reply.setCookie("google", ticket, ticketMs / 1000);
    return { url };
  }),
  bind(routes.finishGoogleJoin, (call) => {
    call.assertSameOrigin();
    call.reply.setCookie("google", "", 0);
    const back = { ticket: call.cookies.google ?? "", returned: call.body.returned };
    return finishGoogleJoin(deps, back, originOf(call));
  }),
  bind(routes.acceptInvitation, (call) => acceptInvitation(deps, call.body, call.request, originOf(call))),
];
