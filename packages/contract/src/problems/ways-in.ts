import type { ProblemSpec } from "./problem-spec.ts";

/** What people are refused for who sign in, prove who they are, or change how they do. */
export const wayInProblems = {
  "auth.failed": {
    status: 401,
    title: "E-mail, password or account is wrong",
    advice: "Check all three; if you belong to several accounts, name the account.",
  },
  "auth.recent_required": {
    status: 401,
    title: "A recent proof is required",
    advice: "Give one with POST /v1/me/proof (GET tells which are possible), then repeat the request.",
  },
  "auth.factor_required": {
    status: 401,
    title: "A recent proof by a second factor is required",
    advice: "Give one with POST /v1/me/proof (GET tells which are possible), then repeat the request.",
  },
  "password.breached": {
    status: 422,
    title: "The password is known from breaches",
    advice: "Choose another; and change it wherever else you use it.",
  },
  "captcha.required": {
    status: 403,
    title: "Show that you are no program",
    advice: "Solve the CAPTCHA of POST /v1/auth/captcha and send the request again with it as `captcha`.",
  },
  "challenge.invalid": {
    status: 400,
    title: "The sign-in took too long or was completed already",
    advice: "Sign in again from the beginning.",
  },
  "factor.wrong": { status: 401, title: "The proof is wrong", advice: "Try again, or use another factor." },
  "factor.wait": {
    status: 429,
    title: "Too many wrong codes",
    advice: "Wait, half a minute at first and longer each time, or use a passkey or a recovery code.",
  },
  "factor.disabled": {
    status: 403,
    title: "The authenticator app is disabled after too many wrong codes",
    advice: "Use a passkey or a recovery code, then set the app up anew.",
  },
  "factor.none": { status: 409, title: "No second factor is set up", advice: "Set up a passkey or an app first." },
  "factor.not_found": { status: 404, title: "No such factor", advice: "List the factors and pick one." },
  "factor.last_required": {
    status: 409,
    title: "The account requires a second factor, and this is the last one",
    advice: "Set up another one first.",
  },
  "google.unavailable": {
    status: 409,
    title: "Sign-in with Google is not offered here",
    advice: "Use another way; an administrator of the account can allow it where the operator has set it up.",
  },
  "google.refused": {
    status: 401,
    title: "Google did not vouch for a user of this account",
    advice: "Sign in another way and link your Google account under your profile.",
  },
  "google.not_invited": {
    status: 403,
    title: "Google did not vouch for the address that was invited",
    advice: "Join with the Google account that has this address, or in another way.",
  },
  "google.address_unverified": {
    status: 409,
    title: "The address must be verified first, here and at Google",
    advice: "Verify it, then link again.",
  },
  "google.taken": {
    status: 409,
    title: "This Google account belongs to another user of the account",
    advice: "Use another Google account.",
  },
  "google.not_linked": { status: 404, title: "No Google account is linked", advice: "Link one first." },
  "recovery.same_proof": {
    status: 409,
    title: "The password was set by mail, so a mail proves nothing more",
    advice: "Ask an administrator of the account to vouch for you.",
  },
  "recovery.not_ready": {
    status: 409,
    title: "No recovery is ready",
    advice: "Begin one, or wait until it is ready; the mail says when.",
  },
  "factor.enrolment_required": {
    status: 403,
    title: "The account requires a second factor",
    advice: "Set up a passkey or an authenticator app; until then nothing else is open.",
  },
  "session.expired": { status: 401, title: "The session has ended", advice: "Sign in again." },
  "session.not_found": { status: 404, title: "No such session", advice: "List the sessions and pick one." },
  "token.invalid": {
    status: 400,
    title: "The link or token is not valid any more",
    advice: "Ask for a new one; each works once and for a short time.",
  },
  "password.too_short": {
    status: 422,
    title: "The password is too short",
    advice: "Use more characters; a few words make a good password.",
  },
  "password.too_long": { status: 422, title: "The password is too long", advice: "Use at most 128 characters." },
  "password.guessable": {
    status: 422,
    title: "The password is easy to guess",
    advice: "See `detail`; a password manager makes good ones.",
  },
  "password.common": {
    status: 422,
    title: "The password is on a list of common or leaked passwords",
    advice: "Choose one that you use nowhere else.",
  },
  "password.wrong": { status: 403, title: "The current password is wrong", advice: "Type it again, or reset it." },
  "password.unsupported_hash": {
    status: 422,
    title: "The password hash is of a kind that cannot be imported",
    advice: "bcrypt (cost 10 to 14) and argon2id (at least 12 MiB) hashes can.",
  },
  "passkey.refused": {
    status: 401,
    title: "The passkey was not accepted",
    advice: "Try again, or sign in another way. Each request for a passkey works once and for five minutes.",
  },
  "passkey.unacceptable": {
    status: 422,
    title: "The passkey could not be registered",
    advice: "Ask for new options and make the passkey again; each request works once and for five minutes.",
  },
  "passkey.not_found": { status: 404, title: "No such passkey", advice: "List your passkeys and pick one." },
  "passkey.too_many": { status: 409, title: "Twenty passkeys are the most", advice: "Remove one that you do not use." },
} as const satisfies Record<string, ProblemSpec>;
