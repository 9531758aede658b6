import { type Static, Type } from "typebox";

import { defineRoute } from "../route.ts";
import { ById, Described, Email, Empty, Exact, Nullable, Password, SecretToken, Slug, Time } from "../schemas.ts";
import { SignInStep, Transport } from "./auth.ts";
import { CaptchaAnswer } from "./captcha.ts";
import { PasskeyAssertion, PasskeyRequestOptions } from "./passkeys.ts";
import { ProofMethod } from "./sessions.ts";

const TotpCode = Described("Six digits; each code works once.", Type.String({ pattern: "^[0-9]{6}$" }));
const RecoveryCode = Described(
  "As it was shown; case, spaces and hyphens do not matter.",
  Type.String({ minLength: 16, maxLength: 40, pattern: "^[A-Za-z0-9 -]+$" }),
);

/** What somebody shows to prove who they are, by kind. */
export const Proof = Type.Union([
  Exact({ kind: Type.Literal("password"), password: Password }),
  Exact({ kind: Type.Literal("totp"), code: TotpCode }),
  Exact({ kind: Type.Literal("recovery_code"), code: RecoveryCode }),
  Exact({ kind: Type.Literal("passkey"), assertion: PasskeyAssertion }),
]);
export type Proof = Static<typeof Proof>;

export const ProofKind = Type.Union([
  Type.Literal("password"),
  Type.Literal("totp"),
  Type.Literal("recovery_code"),
  Type.Literal("passkey"),
]);
export type ProofKind = Static<typeof ProofKind>;

export const completeSignIn = defineRoute({
  id: "auth.factor",
  method: "POST",
  path: "/v1/auth/factor",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Complete a sign-in with another factor",
  body: Exact({ challenge: SecretToken, proof: Proof, transport: Type.Optional(Transport) }),
  response: { 200: SignInStep },
  problems: [
    "challenge.invalid",
    "factor.wrong",
    "factor.wait",
    "factor.disabled",
    "passkey.refused",
    "auth.failed",
    "service.busy",
    "request.cross_site",
  ],
});

export const signInPasskeyOptions = defineRoute({
  id: "auth.factor_passkey_options",
  method: "POST",
  path: "/v1/auth/factor/passkey-options",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Options to complete a sign-in with one of the user's passkeys",
  body: Exact({ challenge: SecretToken }),
  response: { 200: PasskeyRequestOptions },
  problems: ["challenge.invalid"],
});

export const signInWithPasskey = defineRoute({
  id: "auth.passkey",
  method: "POST",
  path: "/v1/auth/passkey",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Sign in with a passkey, without a user name (options: POST /v1/auth/passkey/options)",
  body: Exact({ assertion: PasskeyAssertion, transport: Type.Optional(Transport) }),
  response: { 200: SignInStep },
  problems: ["passkey.refused", "auth.failed", "request.cross_site"],
});

export const requestMagicLink = defineRoute({
  id: "auth.magic_link",
  method: "POST",
  path: "/v1/auth/magic-link",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Ask for a mailed link to sign in; answers alike whether or not the address is known",
  body: Exact({ email: Email, account: Type.Optional(Slug), captcha: Type.Optional(CaptchaAnswer) }),
  response: { 202: Empty },
  problems: ["captcha.required", "service.busy"],
});

export const redeemMagicLink = defineRoute({
  id: "auth.redeem_magic_link",
  method: "POST",
  path: "/v1/auth/magic-link/redeem",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Sign in with the token of a mailed link; whoever has a second factor shows it next",
  body: Exact({ token: SecretToken, transport: Type.Optional(Transport) }),
  response: { 200: SignInStep },
  problems: ["token.invalid", "auth.failed", "request.cross_site"],
});

export const requestRecovery = defineRoute({
  id: "auth.recovery",
  method: "POST",
  path: "/v1/auth/recovery",
  who: "public",
  right: null,
  rate: "auth",
  summary: "After the password: mail a link that begins the recovery of somebody who lost every second factor",
  body: Exact({ challenge: SecretToken }),
  response: { 202: Empty },
  problems: ["challenge.invalid", "recovery.same_proof"],
});

const RecoveryView = Exact({
  readyAt: Described("From then on it can be finished; every address of the user was told.", Time),
});

export const beginRecovery = defineRoute({
  id: "auth.begin_recovery",
  method: "POST",
  path: "/v1/auth/recovery/begin",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Begin the recovery with the token from the mail; the policy's wait runs from now",
  body: Exact({ token: SecretToken }),
  response: { 200: RecoveryView },
  problems: ["token.invalid"],
});

export const cancelRecovery = defineRoute({
  id: "auth.cancel_recovery",
  method: "POST",
  path: "/v1/auth/recovery/cancel",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Cancel a recovery with the token of the mail that told of it",
  body: Exact({ token: SecretToken }),
  response: { 200: Empty },
  problems: ["token.invalid"],
});

export const finishRecovery = defineRoute({
  id: "auth.finish_recovery",
  method: "POST",
  path: "/v1/auth/recovery/finish",
  who: "public",
  right: null,
  rate: "auth",
  summary: "After the password, once the wait is over: remove the lost factors and set up new ones",
  body: Exact({ challenge: SecretToken, transport: Type.Optional(Transport) }),
  response: { 200: SignInStep },
  problems: ["challenge.invalid", "recovery.not_ready", "recovery.same_proof", "auth.failed", "request.cross_site"],
});

export const approveRecovery = defineRoute({
  id: "users.approve_recovery",
  method: "POST",
  path: "/v1/users/{id}/recovery",
  who: "recent",
  right: "users:update",
  rate: "write",
  strength: "factor",
  summary: "Vouch for a member who lost every second factor: begins the recovery, which still needs their password",
  params: ById,
  response: { 201: RecoveryView },
  problems: ["user.not_found", "user.is_self", "role.exceeds_own", "factor.none"],
});

export const listFactors = defineRoute({
  id: "me.list_factors",
  method: "GET",
  path: "/v1/me/factors",
  who: "user",
  right: null,
  rate: "read",
  whileEnrolling: true,
  summary: "The own second factors, and whether the account asks for one",
  response: {
    200: Exact({
      totp: Nullable(Exact({ confirmedAt: Time, disabled: Type.Boolean() })),
      passkeys: Described("How many; GET /v1/me/passkeys lists them.", Type.Integer()),
      recoveryCodes: Nullable(Exact({ createdAt: Time, left: Type.Integer() })),
      required: Described("Whether the account's policy asks this user for a second factor.", Type.Boolean()),
      enrolBy: Described("Until when one has to be set up; null when none is owed.", Nullable(Time)),
    }),
  },
  problems: [],
});

export const beginTotp = defineRoute({
  id: "me.begin_totp",
  method: "POST",
  path: "/v1/me/factors/totp",
  who: "recent",
  right: null,
  rate: "auth",
  whileEnrolling: true,
  summary: "Begin to set up an authenticator app; it counts once a code of it is confirmed",
  response: {
    201: Exact({
      secret: Described("Base32, to type in where no camera is at hand. Shown this once.", Type.String()),
      uri: Described("`otpauth://`, to show as a QR code.", Type.String()),
    }),
  },
  problems: ["auth.factor_required"],
});

export const confirmTotp = defineRoute({
  id: "me.confirm_totp",
  method: "POST",
  path: "/v1/me/factors/totp/confirmation",
  who: "recent",
  right: null,
  rate: "auth",
  whileEnrolling: true,
  summary: "Confirm the app with a code of it; it takes the place of an app that was set up before",
  body: Exact({ code: TotpCode }),
  response: { 200: Exact({ confirmedAt: Time }) },
  problems: ["auth.factor_required", "factor.not_found", "factor.wrong", "factor.wait", "factor.disabled"],
});

export const removeTotp = defineRoute({
  id: "me.remove_totp",
  method: "DELETE",
  path: "/v1/me/factors/totp",
  who: "recent",
  right: null,
  rate: "write",
  strength: "factor",
  summary: "Remove the authenticator app",
  response: { 200: Empty },
  problems: ["factor.not_found", "factor.last_required"],
});

export const replaceRecoveryCodes = defineRoute({
  id: "me.replace_recovery_codes",
  method: "POST",
  path: "/v1/me/factors/recovery-codes",
  who: "recent",
  right: null,
  rate: "auth",
  strength: "factor",
  summary: "Make ten recovery codes, shown this once; the ones before stop working and every address is told",
  response: { 201: Exact({ codes: Type.Array(Type.String()) }) },
  problems: ["factor.none"],
});

const ProofState = Exact({
  provedAt: Described("Last proof in this session.", Time),
  factorProvedAt: Described("Last proof by a second factor; null when there was none.", Nullable(Time)),
  recentUntil: Described("Until then routes that ask for a recent proof are open.", Time),
  methods: Type.Array(ProofMethod),
  possible: Described("The kinds of proof that the user can give.", Type.Array(ProofKind)),
});

export const readProof = defineRoute({
  id: "me.read_proof",
  method: "GET",
  path: "/v1/me/proof",
  who: "user",
  right: null,
  rate: "read",
  whileEnrolling: true,
  summary: "When this session was last proved, and which proofs are possible",
  response: { 200: ProofState },
  problems: [],
});

export const proofPasskeyOptions = defineRoute({
  id: "me.proof_passkey_options",
  method: "POST",
  path: "/v1/me/proof/passkey-options",
  who: "user",
  right: null,
  rate: "write",
  whileEnrolling: true,
  summary: "Options to prove with one of the own passkeys",
  response: { 200: PasskeyRequestOptions },
  problems: ["factor.none"],
});

export const giveProof = defineRoute({
  id: "me.prove",
  method: "POST",
  path: "/v1/me/proof",
  who: "user",
  right: null,
  rate: "auth",
  whileEnrolling: true,
  summary: "Prove again who one is, in this session; holds for ten minutes, in every process at once",
  body: Exact({ proof: Proof }),
  response: { 200: ProofState },
  problems: ["factor.wrong", "factor.wait", "factor.disabled", "passkey.refused", "service.busy"],
});
