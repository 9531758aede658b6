import { type Static, Type } from "typebox";

import { PolicyPresetName } from "../policy-presets.ts";
import { defineRoute } from "../route.ts";
import {
  Described,
  Email,
  Empty,
  Exact,
  Nullable,
  Password,
  RevocationCertificate,
  SecretToken,
  Slug,
  Time,
} from "../schemas.ts";
import { CaptchaAnswer } from "./captcha.ts";
import { SessionView } from "./sessions.ts";

export const Transport = Type.Union([Type.Literal("token"), Type.Literal("cookie")], {
  description:
    "`token` answers the tokens in the body, for programs. `cookie` sets them as `__Host-` HttpOnly cookies and " +
    "answers null in their place, so that no script of a page can ever read them.",
});

const sessionTokens = {
  accessToken: Nullable(Type.String()),
  refreshToken: Nullable(Type.String()),
  expiresAt: Described("End of the access token.", Time),
  session: SessionView,
  enrolBy: Described(
    "By when a second factor has to be set up; from then on nothing else is open. Null when none is owed.",
    Nullable(Time),
  ),
};

export const SignedIn = Exact({ step: Type.Literal("done"), ...sessionTokens });
export type SignedIn = Static<typeof SignedIn>;

export const EnrolStep = Type.Object(
  { step: Type.Literal("enrol"), ...sessionTokens },
  {
    additionalProperties: false,
    description: "Signed in, but only to set up a second factor: other routes answer `factor.enrolment_required`.",
  },
);
export type EnrolStep = Static<typeof EnrolStep>;

export const VerifyEmailStep = Type.Object(
  { step: Type.Literal("verify_email") },
  {
    additionalProperties: false,
    description: "The password was right, but the address is not verified yet: a new mail is on its way.",
  },
);

export const FactorStep = Type.Object(
  {
    step: Type.Literal("factor"),
    challenge: Described("For POST /v1/auth/factor; works once, for ten minutes.", Type.String()),
    expiresAt: Time,
    factors: Described(
      "What completes the sign-in, any one of them.",
      Type.Array(
        Type.Union([
          Type.Literal("password"),
          Type.Literal("totp"),
          Type.Literal("passkey"),
          Type.Literal("recovery_code"),
        ]),
      ),
    ),
    recovery: Described(
      "Of somebody who lost every factor and began a recovery: from when on POST /v1/auth/recovery/finish goes on.",
      Nullable(Exact({ readyAt: Time })),
    ),
  },
  { additionalProperties: false, description: "What was proved so far was right; one more factor is needed." },
);
export type FactorStep = Static<typeof FactorStep>;

export const ConfirmStep = Type.Object(
  { step: Type.Literal("confirm") },
  {
    additionalProperties: false,
    description:
      "The proofs were right, but the sign-in looks unlike its user: a mailed link completes it " +
      "(POST /v1/auth/confirm-sign-in). A passkey that verifies its user needs no link.",
  },
);

/** What every way to sign in answers. */
export const SignInStep = Type.Union([SignedIn, VerifyEmailStep, FactorStep, EnrolStep, ConfirmStep]);
export type SignInStep = Static<typeof SignInStep>;

export const passwordProblems = [
  "password.too_short",
  "password.too_long",
  "password.guessable",
  "password.common",
  "password.breached",
  "service.busy",
] as const;

export const signIn = defineRoute({
  id: "auth.sign_in",
  method: "POST",
  path: "/v1/auth/sign-in",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Sign in with e-mail and password",
  body: Exact({
    email: Email,
    password: Password,
    account: Type.Optional(Slug),
    transport: Type.Optional(Transport),
    captcha: Type.Optional(CaptchaAnswer),
  }),
  response: { 200: SignInStep },
  problems: ["auth.failed", "captcha.required", "service.busy", "request.cross_site"],
});

export const refresh = defineRoute({
  id: "auth.refresh",
  method: "POST",
  path: "/v1/auth/refresh",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Exchange a refresh token (body or cookie) for new tokens",
  body: Exact({ refreshToken: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })) }),
  response: { 200: Type.Union([SignedIn, EnrolStep]) },
  problems: ["session.expired", "request.cross_site"],
});

export const signOut = defineRoute({
  id: "auth.sign_out",
  method: "POST",
  path: "/v1/auth/sign-out",
  who: "user",
  right: null,
  rate: "write",
  whileEnrolling: true,
  summary: "End the session of this request",
  response: { 200: RevocationCertificate },
  problems: [],
});

export const verifyEmail = defineRoute({
  id: "auth.verify_email",
  method: "POST",
  path: "/v1/auth/verify-email",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Confirm an address with the token from the mail",
  body: Exact({ token: SecretToken }),
  response: { 200: Empty },
  problems: ["token.invalid"],
});

export const forgotPassword = defineRoute({
  id: "auth.forgot_password",
  method: "POST",
  path: "/v1/auth/forgot-password",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Ask for a reset mail; answers alike whether or not the address is known",
  body: Exact({ email: Email, account: Type.Optional(Slug), captcha: Type.Optional(CaptchaAnswer) }),
  response: { 202: Empty },
  problems: ["captcha.required"],
});

export const resetPassword = defineRoute({
  id: "auth.reset_password",
  method: "POST",
  path: "/v1/auth/reset-password",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Set a new password with the token from the mail; ends every session of the user",
  body: Exact({ token: SecretToken, password: Password }),
  response: { 200: Exact({ sessionsEnded: Type.Integer(), certificate: RevocationCertificate }) },
  problems: ["token.invalid", ...passwordProblems],
});

export const advisePassword = defineRoute({
  id: "auth.advise_password",
  method: "POST",
  path: "/v1/auth/password-advice",
  who: "public",
  right: null,
  rate: "write",
  summary: "What a meter shows while somebody chooses a password, under a preset",
  body: Exact({
    password: Password,
    preset: Type.Optional(PolicyPresetName),
    /** Name, address, company: words that a guesser would try first. */
    words: Type.Optional(Type.Array(Type.String({ maxLength: 254 }), { maxItems: 6 })),
  }),
  response: { 200: Exact({ score: Type.Integer({ minimum: 0, maximum: 4 }), advice: Type.Array(Type.String()) }) },
  problems: ["service.busy"],
});

export const changePassword = defineRoute({
  id: "me.change_password",
  method: "POST",
  path: "/v1/me/password",
  who: "user",
  right: null,
  rate: "auth",
  summary: "Change the own password; ends every other session",
  body: Exact({ currentPassword: Password, newPassword: Password }),
  response: { 200: Exact({ sessionsEnded: Type.Integer(), certificate: Nullable(RevocationCertificate) }) },
  problems: ["password.wrong", ...passwordProblems],
});
