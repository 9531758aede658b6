/** What is refused about factors, recoveries, people and notices, in the words of the console. */
export const peopleProblemTexts = {
  "auth.factor_required": {
    title: "A proof by your second factor is needed",
    advice: "This act asks for one from the last ten minutes.",
  },
  "challenge.invalid": {
    title: "This sign-in took too long, or is complete already",
    advice: "Sign in again from the beginning.",
  },
  "factor.wrong": { title: "That is not right", advice: "Try again, or use another way." },
  "factor.wait": {
    title: "Too many wrong codes",
    advice: "Wait a little, or use a passkey or a recovery code.",
  },
  "factor.disabled": {
    title: "The authenticator app is blocked after too many wrong codes",
    advice: "Use a passkey or a recovery code, then set the app up anew.",
  },
  "factor.none": { title: "You have no second factor yet", advice: "Set up a passkey or an authenticator app first." },
  "factor.not_found": { title: "This is not set up any more", advice: "Reload the page, then begin again." },
  "factor.last_required": {
    title: "This is your last second factor, and the account asks for one",
    advice: "Set up another one first.",
  },
  "factor.enrolment_required": {
    title: "The account asks for a second factor",
    advice: "Set one up. Until then nothing else is open.",
  },
  "google.unavailable": {
    title: "Sign-in with Google is not offered here",
    advice: "Use another way. An administrator of the account can allow it.",
  },
  "google.refused": {
    title: "Google did not vouch for somebody of this account",
    advice: "Sign in another way, then link your Google account under your sign-in methods.",
  },
  "google.not_invited": {
    title: "Google did not vouch for the address that was invited",
    advice: "Follow the link in the mail again: join with the Google account of that address, or in another way.",
  },
  "google.address_unverified": {
    title: "Your address must be confirmed first, here and at Google",
    advice: "Confirm it, then link again.",
  },
  "google.taken": {
    title: "This Google account belongs to somebody else here",
    advice: "Use another Google account.",
  },
  "google.not_linked": { title: "No Google account is linked", advice: "Reload the page." },
  "recovery.same_proof": {
    title: "A mail proves nothing more here",
    advice: "Your password was set by mail. Ask an administrator of the account to vouch for you.",
  },
  "recovery.not_ready": { title: "The wait is not over", advice: "The mail says from when on you can finish." },
  "passkey.refused": { title: "The passkey was not accepted", advice: "Try again, or use another way." },
  "passkey.unacceptable": { title: "The passkey could not be registered", advice: "Make it again." },
  "passkey.not_found": { title: "This passkey is no longer there", advice: "Reload the page." },
  "passkey.too_many": { title: "Twenty passkeys are the most", advice: "Remove one that you do not use." },
  "user.is_self": { title: "You cannot do this to yourself", advice: "Ask another administrator of the account." },
  "offboarding.not_found": { title: "There is no such offboarding", advice: "Reload the list." },
  "offboarding.under_way": {
    title: "This person is leaving already",
    advice: "Cancel the offboarding first, or let it run.",
  },
  "offboarding.successor_unfit": {
    title: "This person cannot take over",
    advice: "Pick somebody else of the account who is not suspended.",
  },
  "incident.not_found": { title: "There is no such incident", advice: "Reload the list." },
  "incident.closed": { title: "This incident is closed already", advice: "Reload the page." },
  "captcha.required": {
    title: "A proof that you are no program is needed",
    advice: "The check was not taken: it works once and for five minutes. Try again, or take the way below.",
  },
  "checklist.not_found": { title: "This item is not on the checklist any more", advice: "Reload the page." },
  "checklist.measured": {
    title: "Nobody's signature counts for this item",
    advice: "It is measured: mend what it looks at, and it turns by itself.",
  },
  "invitation.not_found": {
    title: "There is no such invitation",
    advice: "It was accepted or withdrawn. Reload the list.",
  },
  "invitation.exists": {
    title: "This address is invited already",
    advice: "Send that invitation again, or withdraw it first.",
  },
  "notice.critical": { title: "This notice cannot be switched off", advice: "It is about somebody's security." },
  "notice.not_found": { title: "There is no such notice", advice: "Reload the page." },
  "notification_address.exists": {
    title: "This address gets your notices already",
    advice: "Use another, or remove the second address first.",
  },
  "notification_address.not_found": { title: "There is no second address", advice: "Reload the page." },
  "mail.not_found": { title: "There is no such mail", advice: "Reload the list." },
} as const;
