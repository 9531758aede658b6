import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { EmailChangeDeps } from "./deps.ts";
import { cancelEmailChange, readPending, requestEmailChange } from "./request.ts";
import { confirmEmailChange, undoEmailChange } from "./settle.ts";

export const emailChangeRoutes = (deps: EmailChangeDeps): RouteBinding[] => [
  bind(routes.changeEmail, async (call) => {
    await requestEmailChange(deps, call.caller, call.body.email, originOf(call));
    return {};
  }),
  bind(routes.readEmailChange, ({ caller }) => readPending(deps, caller)),
  bind(routes.cancelEmailChange, async (call) => {
    await cancelEmailChange(deps, call.caller, originOf(call));
    return {};
  }),
  bind(routes.confirmEmailChange, async (call) => {
    await confirmEmailChange(deps, call.body.token, originOf(call));
    return {};
  }),
  bind(routes.undoEmailChange, (call) => undoEmailChange(deps, call.body.token, originOf(call))),
];
