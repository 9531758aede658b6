import { rightsIn, routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { profileOf } from "../../tenancy/accounts/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { readingOf } from "./reading.ts";
import { changeProfile, findUser, listUsers, type UserDeps, userView } from "./users.ts";

export const userRoutes = (deps: UserDeps): RouteBinding[] => [
  bind(routes.readMe, ({ caller }) =>
    withAccount(deps.directory, caller.accountId, async (scope) => ({
      user: userView(scope, await findUser(scope, caller.userId)),
      reading: await readingOf(scope, caller.userId),
      account: await profileOf(scope),
      rights: rightsIn(caller.rights),
    })),
  ),
  bind(routes.updateMe, (call) => changeProfile(deps, call.caller, call.body, originOf(call))),
  bind(routes.listUsers, ({ caller, query }) => listUsers(deps, caller.accountId, query)),
];
