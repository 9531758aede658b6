import type { ProblemSpec } from "./problem-spec.ts";

/** What programs are refused for: by their keys, as guards, and as proxies. */
export const programProblems = {
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
} as const satisfies Record<string, ProblemSpec>;
