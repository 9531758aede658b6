import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../audit/index.ts";
import { withAccount } from "../directory/index.ts";
import { changePolicy, type PolicyDeps, readPolicy } from "./policies.ts";

export const policyRoutes = (deps: PolicyDeps): RouteBinding[] => [
  bind(routes.readPolicy, ({ caller }) => withAccount(deps.directory, caller.accountId, readPolicy)),
  bind(routes.writePolicy, (call) =>
    changePolicy(
      deps,
      call.caller.accountId,
      { version: call.body.version, settings: call.body.settings, reason: call.body.reason },
      originOf(call),
    ),
  ),
];
