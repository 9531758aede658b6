import { presets, type RouteSpec, routes, type SignInStep as SignInAnswer } from "@holdfast/contract";

import { randomToken } from "../../kernel/bytes.ts";
import { days } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { bind, type Call, type RouteBinding } from "../../platform/http/index.ts";
import { originOf } from "../../tenancy/audit/index.ts";
import { makeChallenge } from "../captcha/index.ts";
import { passwordStrength } from "../passwords/index.ts";
import { ticketMs } from "../identities/index.ts";
import { type Arrival, arrivalOf } from "../protection/index.ts";
import { intoCookies } from "../sessions/index.ts";
import { changePassword } from "./change-password.ts";
import { mailCaptchaPass } from "./captcha-pass.ts";
import { confirmSignIn } from "./confirm-sign-in.ts";
import { completeSignIn, signInPasskeyOptions } from "./complete-sign-in.ts";
import type { SignInStep } from "./conclude.ts";
import type { SignInDeps } from "./deps.ts";
import { finishRecovery } from "./finish-recovery.ts";
import { beginGoogleSignIn, finishGoogleSignIn } from "./google-sign-in.ts";
import { redeemMagicLink, requestMagicLink } from "./magic-link.ts";
import { signInWithPasskey } from "./passkey-sign-in.ts";
import { disownSignIn } from "./not-me.ts";
import { approveRecovery, beginRecovery, cancelRecovery, requestRecovery } from "./recovery.ts";
import { forgotPassword, resetPassword } from "./reset-password.ts";
import { signIn } from "./sign-in.ts";
import { giveProof, proofPasskeyOptions, readProof } from "./step-up.ts";
import { verifyEmail } from "./verify-email.ts";

export const signInRoutes = (deps: SignInDeps): RouteBinding[] => [
  bind(routes.signIn, async (call) => {
    const { email, password, account, captcha, transport } = call.body;
    return enter(call, transport, (arrival) =>
      signIn(deps, { email, password, account, captcha }, arrival, originOf(call)),
    );
  }),
  bind(routes.completeSignIn, async (call) => {
    const { challenge, proof, transport } = call.body;
    return enter(call, transport, (arrival) => completeSignIn(deps, { challenge, proof }, arrival, originOf(call)));
  }),
  bind(routes.signInPasskeyOptions, ({ body }) => signInPasskeyOptions(deps, body.challenge)),
  bind(routes.signInWithPasskey, async (call) => {
    const { assertion, transport } = call.body;
    return enter(call, transport, (arrival) => signInWithPasskey(deps, assertion, arrival, originOf(call)));
  }),
  bind(routes.requestMagicLink, async (call) => {
    const { email, account, captcha } = call.body;
    await requestMagicLink(deps, { email, account, captcha }, originOf(call));
    return {};
  }),
  bind(routes.redeemMagicLink, async (call) => {
    const { token, transport } = call.body;
    return enter(call, transport, (arrival) => redeemMagicLink(deps, token, arrival, originOf(call)));
  }),
  bind(routes.requestCaptcha, ({ body, request }) =>
    makeChallenge(deps, { action: body.action, address: request.address }),
  ),
  bind(routes.requestCaptchaMail, async (call) => {
    const { email, account } = call.body;
    await mailCaptchaPass(deps, { email, account }, originOf(call));
    return {};
  }),
  bind(routes.confirmSignIn, async (call) => {
    const { token, transport } = call.body;
    return enter(call, transport, (arrival) => confirmSignIn(deps, token, arrival, originOf(call)));
  }),
  bind(routes.disownSignIn, (call) => disownSignIn(deps, call.body.token, originOf(call))),
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
    return enter(call, transport, (arrival) => finishGoogleSignIn(deps, back, arrival, originOf(call)));
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
    return enter(call, transport, (arrival) => finishRecovery(deps, challenge, arrival, originOf(call)));
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
    const { email, account, captcha } = call.body;
    await forgotPassword(deps, { email, account, captcha }, originOf(call));
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

/** How long a browser is known by its cookie; browsers keep none for longer (RFC 6265bis section 5.5). */
const deviceCookieMs = days(400);

/** Signs in by a way: from where the request comes, and with tokens where its caller wants them. */
async function enter(
  call: Pick<Call<RouteSpec>, "request" | "cookies" | "reply" | "assertSameOrigin">,
  transport: "token" | "cookie" | undefined,
  way: (arrival: Arrival) => Promise<SignInStep>,
): Promise<SignInAnswer> {
  const isBrowser = transport === "cookie";
  if (isBrowser) call.assertSameOrigin();
  const device = isBrowser ? deviceOf(call.cookies.device) : null;
  const step = await way(await arrivalOf(call.request, device));
  if (step instanceof Problem) throw step;
  if (!("accessToken" in step) || device === null) return step;
  const answer = intoCookies(call, step);
  call.reply.setCookie("device", device, deviceCookieMs / 1000);
  return answer;
}

/** What the browser has, where it is of our making. */
const deviceOf = (cookie: string | undefined): string =>
  cookie !== undefined && /^[A-Za-z0-9_-]{43}$/.test(cookie) ? cookie : randomToken();
