import type { ProblemSpec } from "./problem-spec.ts";

/** What any request may be refused for. */
export const requestProblems = {
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
  "right.missing": {
    status: 403,
    title: "Your role does not allow this",
    advice: "Ask an administrator of the account.",
  },
} as const satisfies Record<string, ProblemSpec>;
