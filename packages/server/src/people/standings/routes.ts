import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { findUser, type UserDeps, userView } from "../users/index.ts";
import { listStandings } from "./standings.ts";

export const standingRoutes = (deps: UserDeps): RouteBinding[] => [
  bind(routes.readUser, ({ caller, params }) =>
    withAccount(deps.directory, caller.accountId, async (scope) => userView(scope, await findUser(scope, params.id))),
  ),
  bind(routes.listStandings, ({ caller, query }) => listStandings(deps, caller.accountId, query)),
];
