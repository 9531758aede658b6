import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { IdentityDeps } from "./deps.ts";
import { beginLink, finishLink, readLink, removeLink } from "./identities.ts";
import { ticketMs } from "./ticket.ts";

export const identityRoutes = (deps: IdentityDeps): RouteBinding[] => [
  bind(routes.readGoogleLink, ({ caller }) => readLink(deps, caller)),
  bind(routes.beginGoogleLink, async (call) => {
    const { url, ticket } = await beginLink(deps, call.caller);
    call.reply.setCookie("google", ticket, ticketMs / 1000);
    return { url };
  }),
  bind(routes.finishGoogleLink, async (call) => {
    const back = { ticket: call.cookies.google ?? "", returned: call.body.returned };
    call.reply.setCookie("google", "", 0);
    await finishLink(deps, call.caller, back, originOf(call));
    return {};
  }),
  bind(routes.removeGoogleLink, async (call) => {
    await removeLink(deps, call.caller, originOf(call));
    return {};
  }),
];
