import { routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../audit/index.ts";
import { withAccount } from "../directory/index.ts";
import { type AccountDeps, profileOf, renameAccount } from "./accounts.ts";

export const accountRoutes = (deps: AccountDeps): RouteBinding[] => [
  bind(routes.readAccount, ({ caller }) => withAccount(deps.directory, caller.accountId, profileOf)),
  bind(routes.updateAccount, (call) => renameAccount(deps, call.caller.accountId, call.body.name, originOf(call))),
];
