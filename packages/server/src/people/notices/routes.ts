import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { type AddressDeps, confirmAddress, listAddresses, removeAddress, requestAddress } from "./addresses.ts";
import { chooseNotices, readNotices } from "./choices.ts";
import { listUndelivered, requeue } from "./undelivered.ts";

export const noticeRoutes = (deps: AddressDeps): RouteBinding[] => [
  bind(routes.readNotices, ({ caller }) => readNotices(deps, caller)),
  bind(routes.chooseNotices, (call) => chooseNotices(deps, call.caller, call.body.items, originOf(call))),
  bind(routes.listNotificationAddresses, ({ caller }) => listAddresses(deps, caller)),
  bind(routes.requestNotificationAddress, (call) => requestAddress(deps, call.caller, call.body.email, originOf(call))),
  bind(routes.confirmNotificationAddress, async (call) => {
    await confirmAddress(deps, call.body.token, originOf(call));
    return {};
  }),
  bind(routes.removeNotificationAddress, async (call) => {
    await removeAddress(deps, call.caller, originOf(call));
    return {};
  }),
  bind(routes.listUndeliveredMails, ({ caller, query }) => listUndelivered(deps, caller, query)),
  bind(routes.requeueMail, async (call) => {
    await requeue(deps, call.caller, call.params.id, originOf(call));
    return {};
  }),
];
