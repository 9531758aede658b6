import { presets, routes, type SignInStep as SignInAnswer } from "@holdfast/contract";

import { bind, type ReplyControls, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { passwordStrength } from "../passwords/index.ts";
import { ticketMs } from "../identities/index.ts";
import { intoCookies } from "../sessions/index.ts";
import { changePassword } from "./change-password.ts";
import { completeSignIn, signInPasskeyOptions } from "./complete-sign-in.ts";
import type { SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";
import { finishRecovery } from "./finish-recovery.ts";
import { beginGoogleSignIn, finishGoogleSignIn } from "./google-sign-in.ts";
import { redeemMagicLink, requestMagicLink } from "./magic-link.ts";
import { signInWithPasskey } from "./passkey-sign-in.ts";
import { approveRecovery, beginRecovery, cancelRecovery, requestRecovery } from "./recovery.ts";
import { forgotPassword, resetPassword } from "./reset-password.ts";
import { signIn } from "./sign-in.ts";
import { giveProof, proofPasskeyOptions, readProof } from "./step-up.ts";
import { verifyEmail } from "./verify-email.ts";

export const signInRoutes = (deps: SignInDeps): RouteBinding[] => [
  bind(routes.signIn, async (call) => {
    const { email, password, account, transport } = call.body;
    if (transport === "cookie") call.assertSameOrigin();
    return carried(call, transport, await signIn(deps, { email, password, account }, call.request, originOf(call)));
  }),
  bind(routes.completeSignIn, async (call) => {
    const { challenge, proof, transport } = call.body;
    if (transport === "cookie") call.assertSameOrigin();
    return carried(call, transport, await completeSignIn(deps, { challenge, proof }, call.request, originOf(call)));
  }),
  bind(routes.signInPasskeyOptions, ({ body }) => signInPasskeyOptions(deps, body.challenge)),
  bind(routes.signInWithPasskey, async (call) => {
    const { assertion, transport } = call.body;
    if (transport === "cookie") call.assertSameOrigin();
    return carried(call, transport, await signInWithPasskey(deps, assertion, call.request, originOf(call)));
  }),
  bind(routes.requestMagicLink, async (call) => {
    await requestMagicLink(deps, { email: call.body.email, account: call.body.account }, originOf(call));
    return {};
  }),
  bind(routes.redeemMagicLink, async (call) => {
    const { token, transport } = call.body;
    if (transport === "cookie") call.assertSameOrigin();
    return carried(call, transport, await redeemMagicLink(deps, token, call.request, originOf(call)));
  }),
  bind(routes.beginGoogleSignIn, async (call) => {
    call.assertSameOrigin();
    const { url, ticket } = await beginGoogleSignIn(deps, call.body.account);
    call.reply.setCookie("google", ticket, ticketMs / 1000);
    return { url };
  }),
  bind(routes.finishGoogleSignIn, async (call) => {
    const { returned, transport } = call.body;
    // Its cookie came from a browser, whatever it asks for.
    call.assertSameOrigin();
    call.reply.setCookie("google", "", 0);
    const back = { ticket: call.cookies.google ?? "", returned };
    return carried(call, transport, await finishGoogleSignIn(deps, back, call.request, originOf(call)));
  }),
  bind(routes.requestRecovery, async (call) => {
    await requestRecovery(deps, call.body.challenge, originOf(call));
    return {};
  }),
  bind(routes.beginRecovery, (call) => beginRecovery(deps, call.body.token, originOf(call))),
  bind(routes.cancelRecovery, async (call) => {
    await cancelRecovery(deps, call.body.token, originOf(call));
    return {};
  }),
  bind(routes.finishRecovery, async (call) => {
    const { challenge, transport } = call.body;
    if (transport === "cookie") call.assertSameOrigin();
    return carried(call, transport, await finishRecovery(deps, challenge, call.request, originOf(call)));
  }),
  bind(routes.approveRecovery, (call) => approveRecovery(deps, call.caller, call.params.id, originOf(call))),
  bind(routes.readProof, ({ caller }) => readProof(deps, caller)),
  bind(routes.proofPasskeyOptions, ({ caller }) => proofPasskeyOptions(deps, caller)),
  bind(routes.giveProof, (call) => giveProof(deps, call.caller, call.body.proof, call.request, originOf(call))),
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

/** Tokens go where the caller wants them; what is no token yet goes into the body. */
const carried = (
  call: { reply: ReplyControls },
  transport: "token" | "cookie" | undefined,
  step: SignInStep,
): SignInAnswer => ("accessToken" in step && transport === "cookie" ? intoCookies(call, step) : step);
