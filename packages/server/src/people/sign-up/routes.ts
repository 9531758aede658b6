import { preferredLocale, routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import type { SignUpDeps } from "./deps.ts";
import { passCaptcha } from "../captcha/index.ts";
import { importUsers } from "./import-users.ts";
import { signUp } from "./sign-up.ts";

export type { SignUpDeps } from "./deps.ts";

export const signUpRoutes = (deps: SignUpDeps): RouteBinding[] => [
  bind(routes.createAccount, async (call) => {
    const { captcha, ...request } = call.body;
    const { address, language = "" } = call.request;
    const isNeeded = await deps.isSuspiciousSignUp(address);
    await passCaptcha(deps, { action: "sign_up", address, answer: captcha, isNeeded });
    return signUp(deps, request, originOf(call), preferredLocale(language));
  }),
  bind(routes.importUsers, (call) => importUsers(deps, call.caller, call.body.users, originOf(call))),
];
