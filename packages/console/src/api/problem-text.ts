import type { ProblemCode } from "@holdfast/contract";
import { ApiProblem, type ClientCode } from "@holdfast/sdk";

import { CaptchaFault, captchaFaultTexts } from "./captcha-fault.ts";
import { oversightProblemTexts } from "./oversight-problem-texts.ts";

import { keyProblemTexts } from "./key-problem-texts.ts";
import { PasskeyFault, passkeyFaultTexts } from "./passkey-fault.ts";
import { peopleProblemTexts } from "./people-problem-texts.ts";

export interface ProblemText {
  readonly title: string;
  /** What the reader can do now. */
  readonly advice: string;
}

/** Of routes that the console never calls. */
const forPrograms: ProblemText = { title: "This is for programs", advice: "Nothing here needs it: reload the page." };

/** Every refusal in the words of the console. A new code of the contract does not compile until it has a text here. */
const texts: Readonly<Record<ProblemCode | ClientCode, ProblemText>> = {
  ...oversightProblemTexts,
  ...peopleProblemTexts,
  ...keyProblemTexts,
  internal: {
    title: "Something went wrong on our side",
    advice: "Try again. If it lasts, give your operator the request number below.",
  },
  "client.unreachable": {
    title: "The server cannot be reached",
    advice: "Check your connection, then try again. Nothing was changed.",
  },
  "client.timeout": {
    title: "The server did not answer in time",
    advice: "Reload the page and look whether this was done. If it was not, try again.",
  },
  "client.unexpected_answer": {
    title: "Something else answered in the server's place",
    advice: "A proxy or a network sign-in page may stand in between. Try again in a moment.",
  },
  "request.malformed": {
    title: "Some of this cannot be taken as it is",
    advice: "Correct the fields marked below.",
  },
  "request.too_large": { title: "This is too much at once", advice: "Send less." },
  "request.unsupported_media": { title: "The server did not understand the request", advice: "Reload the page." },
  "request.timeout": { title: "The request took too long to arrive", advice: "Try again on a better connection." },
  "request.cross_site": {
    title: "The browser says this request came from another site",
    advice: "Open the console at its own address and try again there.",
  },
  "request.conflict": { title: "This was sent before with other contents", advice: "Reload the page and try again." },
  "request.in_progress": { title: "This is being done already", advice: "Wait a moment, then look again." },
  "request.outcome_unknown": {
    title: "We cannot tell whether this was done",
    advice: "Reload the page and look. If it was not, try again.",
  },
  "route.not_found": { title: "The server does not know this request", advice: "Reload: the console may be outdated." },
  "rate.limited": { title: "Too many attempts", advice: "Wait a little, then try again." },
  "service.unavailable": {
    title: "A security check is unavailable",
    advice: "Without it nothing is let through. Try again in a moment.",
  },
  "service.busy": { title: "The server is busy", advice: "Try again in a few seconds." },
  "auth.required": { title: "You are not signed in", advice: "Sign in, then try again." },
  "guard.refused": forPrograms,
  "guard.may_not_record": forPrograms,
  "forward_auth.original_unknown": forPrograms,
  "forward_auth.path_ambiguous": forPrograms,
  "forward_auth.unmapped": forPrograms,
  "token.not_revocable": forPrograms,
  "auth.failed": {
    title: "E-mail, password or account is not right",
    advice: "Check all three. If you belong to several accounts, name the one you mean.",
  },
  "auth.recent_required": {
    title: "A proof that it is you is needed",
    advice: "This act asks for a proof of identity from the last ten minutes.",
  },
  "session.expired": { title: "Your session has ended", advice: "Sign in again." },
  "session.not_found": { title: "This session is no longer there", advice: "It has ended already." },
  "token.invalid": {
    title: "This link does not work any more",
    advice: "Each link works once and for a short time. Ask for a new one.",
  },
  "right.missing": {
    title: "Your role does not allow this",
    advice: "Ask an administrator of the account.",
  },
  "password.too_short": { title: "The password is too short", advice: "A few unrelated words make a good one." },
  "password.too_long": { title: "The password is too long", advice: "Use at most 128 characters." },
  "password.guessable": {
    title: "The password is easy to guess",
    advice: "Avoid names, dates and patterns. A password manager makes good ones.",
  },
  "password.common": {
    title: "The password is on a list of common or leaked passwords",
    advice: "Choose one that you use nowhere else.",
  },
  "password.breached": {
    title: "The password stands in a list of leaked ones",
    advice: "Others try it first. Choose one that you use nowhere else.",
  },
  "password.wrong": { title: "The current password is not right", advice: "Type it again, or reset it." },
  "password.unsupported_hash": {
    title: "A password hash is of a kind that cannot be imported",
    advice: "bcrypt (cost 10 to 14) and Argon2id (at least 12 MiB) hashes can.",
  },
  "account.slug_taken": { title: "This address is taken", advice: "Choose another." },
  "account.not_found": { title: "There is no such account", advice: "Check its address." },
  "account.sealed": { title: "The account is sealed", advice: "Ask the operator of this deployment." },
  "region.unknown": { title: "This region is not offered any more", advice: "Reload the page and pick another." },
  "placement.unavailable": {
    title: "No database of its own here",
    advice: "Choose the shared placement, or ask the operator.",
  },
  "placement.not_offered": {
    title: "No database of its own by signing up",
    advice: "Choose the shared placement, or ask the operator of this deployment.",
  },
  "sign_up.closed": {
    title: "New accounts are not open here",
    advice: "Ask the operator of this deployment for one.",
  },
  "user.not_found": { title: "There is no such person", advice: "The list may be old; reload it." },
  "user.address_taken": { title: "Somebody here has this address already", advice: "Use another." },
  "role.not_found": { title: "There is no such role", advice: "It may have been deleted; reload the list." },
  "role.built_in": { title: "Built-in roles cannot be changed", advice: "Make a role of your own instead." },
  "role.in_use": { title: "Somebody still has this role", advice: "Give them another one first." },
  "role.name_taken": { title: "A role of this name exists", advice: "Choose another name." },
  "role.exceeds_own": {
    title: "This would give rights that you do not have",
    advice: "Ask somebody who has them.",
  },
  "role.last_protected": {
    title: "The last owner cannot lose that role",
    advice: "Give the role to somebody else first.",
  },
  "policy.reason_required": {
    title: "Loosening the policy needs a reason",
    advice: "Say why; it goes into the audit log.",
  },
  "policy.changed_meanwhile": {
    title: "Somebody changed the policy meanwhile",
    advice: "Your draft is kept. Look at what changed, then save again.",
  },
  "event.not_found": { title: "There is no such event", advice: "Reload the list." },
  "event.not_sequenced": {
    title: "The event waits for the next checkpoint",
    advice: "That takes about a second. Try again.",
  },
  "event.conflict": { title: "Another event has this id", advice: "This is for programs: reload the page." },
  "event.time_implausible": {
    title: "The event is of another time",
    advice: "Set the clock of the machine that recorded it.",
  },
  "log.empty": { title: "The log has nothing of this yet", advice: "Look again in some minutes." },
  "log.tile_not_found": { title: "This part of the log is not there", advice: "Reload the checkpoint." },
};

/** What to tell the reader about anything that was thrown. */
export function textOf(error: unknown): ProblemText {
  if (error instanceof CaptchaFault) return captchaFaultTexts[error.reason];
  if (error instanceof PasskeyFault) return passkeyFaultTexts[error.reason];
  if (!(error instanceof ApiProblem)) return texts.internal;
  const text = texts[error.code];
  const wait = error.retryAfter !== null && error.retryAfter > 1 ? `Try again in ${error.retryAfter} seconds.` : null;
  return { title: text.title, advice: error.detail ?? wait ?? text.advice };
}

/** The number to give to one's operator, where there is a fault that only they can find. */
export const requestIdOf = (error: unknown): string | null =>
  error instanceof ApiProblem && error.status >= 500 ? error.requestId : null;

export const isProblem = (error: unknown, ...codes: readonly (ProblemCode | ClientCode)[]): boolean =>
  error instanceof ApiProblem && codes.includes(error.code);

/** Whether the person has to sign in. Renewing the session has been tried by then. */
export const needsSignIn = (error: unknown): boolean => isProblem(error, "auth.required", "session.expired");
