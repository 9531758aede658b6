import { preferredLocale, routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { SignUpDeps } from "./deps.ts";
import { importUsers } from "./import-users.ts";
import { signUp } from "./sign-up.ts";

export type { SignUpDeps } from "./deps.ts";

export const signUpRoutes = (deps: SignUpDeps): RouteBinding[] => [
  bind(routes.createAccount, (call) =>
    signUp(deps, call.body, originOf(call), preferredLocale(call.request.language ?? "")),
  ),
  bind(routes.importUsers, (call) => importUsers(deps, call.caller, call.body.users, originOf(call))),
];
