import type { ProblemSpec } from "./problem-spec.ts";

/** What is refused about webhooks and streams, which send an account's events elsewhere. */
export const outgoingProblems = {
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
} as const satisfies Record<string, ProblemSpec>;
