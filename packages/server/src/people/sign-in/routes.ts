import { presets, routes } from "@holdfast/contract";

import { bind, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { passwordStrength } from "../passwords/index.ts";
import { intoCookies } from "../sessions/index.ts";
import { changePassword } from "./change-password.ts";
import type { SignInDeps } from "./deps.ts";
import { forgotPassword, resetPassword } from "./reset-password.ts";
import { signIn } from "./sign-in.ts";
import { verifyEmail } from "./verify-email.ts";

export const signInRoutes = (deps: SignInDeps): RouteBinding[] => [
  bind(routes.signIn, async (call) => {
    const { email, password, account, transport } = call.body;
    if (transport === "cookie") call.assertSameOrigin();
    const step = await signIn(deps, { email, password, account }, call.request, originOf(call));
    return step.step === "done" && transport === "cookie" ? intoCookies(call, step) : step;
  }),
  bind(routes.verifyEmail, async (call) => {
    await verifyEmail(deps, call.body.token, originOf(call));
    return {};
  }),
  bind(routes.forgotPassword, async (call) => {
    await forgotPassword(deps, { email: call.body.email, account: call.body.account }, originOf(call));
    return {};
  }),
  bind(routes.resetPassword, (call) => resetPassword(deps, call.body, originOf(call))),
  bind(routes.advisePassword, async ({ body }) => {
    const { passwordMinLength: minLength, passwordAdvisedLength: advisedLength } = presets[body.preset ?? "standard"];
    const strength = await passwordStrength(body.password, {
      minLength,
      advisedLength,
      contextWords: body.words ?? [],
    });
    return { score: strength.score, advice: [...strength.advice] };
  }),
  bind(routes.changePassword, (call) => changePassword(deps, call.caller, call.body, originOf(call))),
];
