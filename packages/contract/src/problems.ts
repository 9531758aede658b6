/** How a refusal is told: an HTTP status, a short title, and what the caller can do about it. */
export interface ProblemSpec {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}

/** Every refusal the API can give (RFC 9457). Codes are permanent: add freely, never rename, never reuse. */
export const problems = {
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    advice: "Try again; quote the request id if it lasts.",
  },
  "request.malformed": {
    status: 400,
    title: "The request is malformed",
    advice: "Correct the fields named in `errors`.",
  },
  "request.too_large": { status: 413, title: "The request is too large", advice: "Send less at once." },
  "request.unsupported_media": {
    status: 415,
    title: "Unsupported media type",
    advice: "Send what the route takes: application/json, or a form.",
  },
  "request.timeout": { status: 408, title: "The request took too long to arrive", advice: "Send it again." },
  "request.cross_site": {
    status: 403,
    title: "Refused: the request came from another site",
    advice: "Send it from the console's own origin, or use a bearer token.",
  },
  "request.conflict": {
    status: 409,
    title: "The same Idempotency-Key was used for another request",
    advice: "Use a new key for a new request.",
  },
  "request.in_progress": {
    status: 409,
    title: "A request with this Idempotency-Key is still running",
    advice: "Wait, then ask again with the same key.",
  },
  "request.outcome_unknown": {
    status: 409,
    title: "Whether the first request with this Idempotency-Key took effect is not known",
    advice: "Look whether it did. If not, send it with a new key.",
  },
  "route.not_found": { status: 404, title: "No such route", advice: "See /docs." },
  "rate.limited": { status: 429, title: "Too many requests", advice: "Wait for the seconds in Retry-After." },
  "service.unavailable": {
    status: 503,
    title: "A security check is unavailable",
    advice: "Wait for the seconds in Retry-After.",
  },
  "service.busy": { status: 503, title: "Too much work at once", advice: "Wait for the seconds in Retry-After." },
  "auth.required": { status: 401, title: "Sign in first", advice: "Send a bearer token or sign in to the console." },
  "forward_auth.original_unknown": {
    status: 403,
    title: "What the proxy asks about is not known",
    advice:
      "Name the proxy in HOLDFAST_TRUSTED_PROXIES, and let it send X-Forwarded-Method and X-Forwarded-Uri of the request.",
  },
  "forward_auth.path_ambiguous": {
    status: 403,
    title: "The path can be read in more than one way",
    advice: "Ask for it in its plain form: without //, dot segments, backslashes, semicolons or needless escapes.",
  },
  "forward_auth.unmapped": {
    status: 403,
    title: "No line of the route map opens this",
    advice: "Ask the operator: what is to be open needs a line in HOLDFAST_FORWARD_AUTH_ROUTES.",
  },
  "token.not_revocable": {
    status: 400,
    title: "Tokens of this type are not revoked here",
    advice: "Revoke an API key with DELETE /v1/keys/{id}, or report it with POST /v1/leaked-keys.",
  },
  "guard.refused": {
    status: 401,
    title: "This is not the token of a guard",
    advice: "Send one that was made under the secret that the server has now.",
  },
  "guard.may_not_record": {
    status: 403,
    title: "The token of this guard records no events",
    advice: "Make one that does with `holdfast guards token --record`.",
  },
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
  "right.missing": {
    status: 403,
    title: "Your role does not allow this",
    advice: "Ask an administrator of the account.",
  },
  "key.invalid": {
    status: 401,
    title: "The API key is not valid",
    advice: "Use another; this one is mistyped, expired or revoked, or its creator may not sign in any more.",
  },
  "key.not_allowed": {
    status: 403,
    title: "An API key cannot do this",
    advice: "Sign in; what concerns factors, passwords, policy, keys and people asks for a person.",
  },
  "key.address_refused": {
    status: 403,
    title: "The API key does not work from this address",
    advice: "Call from an address of the key's list, or let its creator change the list.",
  },
  "key.not_found": { status: 404, title: "No such API key", advice: "List the keys and pick one." },
  "key.ended": {
    status: 409,
    title: "The API key has a successor or has run out",
    advice: "Rotate its successor, or create another.",
  },
  "key.too_many": { status: 409, title: "Fifty API keys are the most", advice: "Revoke one that you do not use." },
  "key.scope_exceeds_own": {
    status: 403,
    title: "The scopes have rights that you do not have",
    advice: "Choose among your own rights; GET /v1/me lists them.",
  },
  "key.lives_too_long": {
    status: 422,
    title: "The account's policy lets no API key live that long",
    advice: "Choose fewer days; `apiKeyMaxDays` of the policy says how many are allowed.",
  },
  "key.address_malformed": {
    status: 422,
    title: "The allow-list holds something that is no address or network",
    advice: "Use addresses and networks in CIDR notation, such as 192.0.2.0/24.",
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
  "account.slug_taken": { status: 409, title: "This account address is taken", advice: "Choose another." },
  "account.not_found": { status: 404, title: "No such account", advice: "Check the address of the account." },
  "account.sealed": { status: 403, title: "The account is sealed", advice: "Ask the operator." },
  "region.unknown": { status: 422, title: "No such region", advice: "Pick one of GET /v1/deployment." },
  "placement.unavailable": {
    status: 422,
    title: "This deployment cannot give an account a database of its own",
    advice: "Choose the placement `shared`, or ask the operator to set HOLDFAST_DATABASE_OWNER_URL.",
  },
  "placement.not_offered": {
    status: 403,
    title: "Signing up gives no database of its own",
    advice:
      "Choose the placement `shared`, or ask the operator, who runs `holdfast accounts create --placement dedicated`.",
  },
  "sign_up.closed": { status: 403, title: "Sign-up is closed", advice: "Ask the operator for an account." },
  "user.not_found": { status: 404, title: "No such user", advice: "List the users and pick one." },
  "user.address_taken": {
    status: 409,
    title: "A user with this address exists in the account",
    advice: "Use another address.",
  },
  "user.is_self": {
    status: 409,
    title: "You cannot do this to yourself",
    advice: "Ask another administrator of the account.",
  },
  "incident.not_found": { status: 404, title: "No such incident", advice: "List the incidents and pick one." },
  "incident.closed": { status: 409, title: "The incident is closed already", advice: "Read it again." },
  "offboarding.not_found": {
    status: 404,
    title: "No such offboarding",
    advice: "List the offboardings and pick one.",
  },
  "offboarding.under_way": {
    status: 409,
    title: "This person is being offboarded",
    advice: "Cancel the offboarding first, or let it run.",
  },
  "offboarding.successor_unfit": {
    status: 422,
    title: "This person cannot take over",
    advice: "Pick somebody else of the account who is not suspended.",
  },
  "invitation.not_found": {
    status: 404,
    title: "No such invitation",
    advice: "List the invitations and pick one; those that were accepted or withdrawn are gone.",
  },
  "invitation.exists": {
    status: 409,
    title: "This address is invited already",
    advice: "Send that invitation again, or withdraw it first.",
  },
  "checklist.not_found": { status: 404, title: "No such item on the checklist", advice: "Read the checklist again." },
  "checklist.measured": {
    status: 409,
    title: "This item is measured, and nobody's signature counts",
    advice: "Mend what it measures; it turns by itself.",
  },
  "role.not_found": { status: 404, title: "No such role", advice: "List the roles and pick one." },
  "role.built_in": { status: 409, title: "A built-in role cannot be changed", advice: "Make a role of your own." },
  "role.in_use": { status: 409, title: "The role is in use", advice: "Give its users another role first." },
  "role.name_taken": { status: 409, title: "A role with this name exists", advice: "Choose another name." },
  "role.exceeds_own": {
    status: 403,
    title: "The role has rights that you do not have",
    advice: "Ask somebody who has them.",
  },
  "role.last_protected": {
    status: 409,
    title: "The account's last owner cannot lose that role",
    advice: "Give the role to somebody else first.",
  },
  "review.not_found": { status: 404, title: "No such review", advice: "List the reviews and pick one." },
  "review.under_way": { status: 409, title: "A review is under way", advice: "Sign it off or give it up first." },
  "review.signed": { status: 409, title: "A signed review does not change", advice: "Begin another one." },
  "review.undecided": {
    status: 409,
    title: "Not everything is decided",
    advice: "Decide about each open item; somebody else decides about your own.",
  },
  "review.item_not_found": { status: 404, title: "No such item", advice: "List the items and pick one." },
  "review.item_own": {
    status: 403,
    title: "Nobody decides about what is their own",
    advice: "Ask another reviewer.",
  },
  "review.item_removed": {
    status: 409,
    title: "It is removed already",
    advice: "Give it again where it belongs, if that was wrong.",
  },
  "support.grant_not_found": {
    status: 404,
    title: "No such support grant",
    advice: "List the grants of the account and pick one.",
  },
  "support.grant_over": {
    status: 409,
    title: "The support grant is not in force",
    advice: "Ask the customer for a new one.",
  },
  "support.scope_missing": {
    status: 403,
    title: "The support grant does not cover this",
    advice: "Ask the customer for a grant that does.",
  },
  "support.read_only": {
    status: 403,
    title: "Support may only read what it was given",
    advice: "Ask somebody of the account to do it.",
  },
  "support.nobody_to_tell": {
    status: 409,
    title: "No administrator of the account can be told",
    advice: "Help one of them to confirm an address first, or ask for a grant.",
  },
  "policy.reason_required": {
    status: 422,
    title: "Loosening the policy needs a reason",
    advice: "Send `reason`; it goes into the audit log.",
  },
  "policy.changed_meanwhile": {
    status: 409,
    title: "The policy changed meanwhile",
    advice: "Read it again and repeat the change.",
  },
  "notice.critical": {
    status: 409,
    title: "This notice cannot be switched off",
    advice: "It is about somebody's security; choose among the others.",
  },
  "notice.not_found": { status: 404, title: "No such notice", advice: "See GET /v1/me/notices." },
  "notification_address.exists": {
    status: 409,
    title: "There is a second address already, or it is the first",
    advice: "Remove the second address first, or use another.",
  },
  "notification_address.not_found": { status: 404, title: "There is no second address", advice: "Add one first." },
  "mail.not_found": { status: 404, title: "No such mail", advice: "List the undelivered mails and pick one." },
  "webhook.not_found": { status: 404, title: "No such webhook", advice: "List the webhooks and pick one." },
  "webhook.url_refused": {
    status: 422,
    title: "Nothing is sent to this address",
    advice: "Give an https address of the public internet, by its name, on port 443, 8443 or 8088.",
  },
  "webhook.event_unknown": {
    status: 422,
    title: "There is no such event",
    advice: "Choose names of audit events, nouns such as `user.*`, or `*`.",
  },
  "webhook.too_many": { status: 409, title: "There are too many webhooks", advice: "Remove one that nobody needs." },
  "webhook.disabled": { status: 409, title: "The webhook is disabled", advice: "Enable it first." },
  "audit_stream.not_found": { status: 404, title: "No such stream", advice: "List the streams and pick one." },
  "audit_stream.url_refused": {
    status: 422,
    title: "Nothing is sent to this address",
    advice: "Give an https address, or syslog+tls on port 6514, of the public internet, by its name.",
  },
  "audit_stream.certificate_malformed": {
    status: 422,
    title: "This is not a certificate",
    advice: "Send the authority's certificate in PEM.",
  },
  "audit_stream.too_many": {
    status: 409,
    title: "There are too many streams",
    advice: "Remove one that nobody needs.",
  },
  "audit_stream.cursor_ahead": {
    status: 422,
    title: "The log does not go that far",
    advice: "Give a place that the log has, or its end.",
  },
  "event.not_found": { status: 404, title: "No such event", advice: "List the events and pick one." },
  "event.not_sequenced": {
    status: 409,
    title: "The event is recorded but not yet under a checkpoint",
    advice: "Ask again in a second.",
  },
  "event.conflict": {
    status: 409,
    title: "Another event has this id",
    advice: "Give each event an id of its own, and the same one only to a repetition.",
  },
  "event.time_implausible": {
    status: 422,
    title: "The id of the event says a time that is long past, or to come",
    advice: "Set the clock of the machine, and record events within a day.",
  },
  "log.empty": {
    status: 404,
    title: "The log has no checkpoint of this yet",
    advice: "Ask again in some minutes.",
  },
  "log.tile_not_found": { status: 404, title: "No such tile", advice: "The checkpoint says how large the log is." },
} as const satisfies Record<string, ProblemSpec>;

export type ProblemCode = keyof typeof problems;
export const isProblemCode = (raw: string): raw is ProblemCode => Object.hasOwn(problems, raw);

/** An RFC 9457 problem as sent. `errors` names the faulty fields of a malformed request; values are never echoed. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly instance: string;
  readonly detail?: string;
  readonly advice: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}
