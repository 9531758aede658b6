import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { Described, Email, Empty, Exact, Nullable, OneOf, Slug, Time } from "../schemas.ts";

export const captchaActions = ["sign_in", "sign_up", "forgot_password", "magic_link"] as const;
export type CaptchaAction = (typeof captchaActions)[number];

const Action = OneOf(captchaActions);

/** Sent with a request that was refused with `captcha.required`. */
export const CaptchaAnswer = Type.String({
  description:
    "What the widget gives for a challenge of POST /v1/auth/captcha with the same action, or the token of a mail that " +
    "was asked for instead. Works once.",
  minLength: 16,
  maxLength: 4096,
});

/** The challenge as the ALTCHA widget (version 3) and its library take it. */
export const AltchaChallenge = Exact({
  parameters: Exact({
    algorithm: Type.Literal("PBKDF2/SHA-256"),
    nonce: Type.String(),
    salt: Type.String(),
    cost: Type.Integer(),
    keyLength: Type.Integer(),
    keyPrefix: Type.String(),
    keySignature: Type.String(),
    expiresAt: Type.Integer(),
    data: Exact({ action: Type.String(), network: Type.String() }),
  }),
  signature: Type.String(),
});

export const CaptchaChallenge = Exact({
  provider: Type.Union([Type.Literal("altcha"), Type.Literal("turnstile"), Type.Literal("hcaptcha")]),
  action: Action,
  challenge: Described(
    "Of ALTCHA: what is solved, in the browser, without anything to see.",
    Nullable(AltchaChallenge),
  ),
  siteKey: Described("Of the others: what their widget is shown with.", Nullable(Type.String())),
  expiresAt: Nullable(Time),
});
export type CaptchaChallenge = Static<typeof CaptchaChallenge>;

export const requestCaptcha = defineRoute({
  id: "auth.captcha",
  method: "POST",
  path: "/v1/auth/captcha",
  who: "public",
  right: null,
  rate: "auth",
  summary: "A CAPTCHA for a request that was refused with captcha.required; bound to the action and to the own network",
  body: Exact({ action: Action }),
  response: { 200: CaptchaChallenge },
  problems: [],
});

export const requestCaptchaMail = defineRoute({
  id: "auth.captcha_mail",
  method: "POST",
  path: "/v1/auth/captcha/mail",
  who: "public",
  right: null,
  rate: "auth",
  summary:
    "For whoever cannot solve one: a mail whose token takes its place; answers alike whether or not the address is known",
  body: Exact({ email: Email, account: Type.Optional(Slug) }),
  response: { 202: Empty },
  problems: ["service.busy"],
});
