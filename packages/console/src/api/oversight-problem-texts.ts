/** What is refused about access reviews and support access, and about webhooks and streams, in the words of the console. */
export const oversightProblemTexts = {
  "webhook.not_found": { title: "There is no such webhook", advice: "Reload the list." },
  "webhook.url_refused": {
    title: "Nothing is sent to this address",
    advice: "Give an https address of the public internet, by its name.",
  },
  "webhook.event_unknown": {
    title: "There is no such event",
    advice: "Choose names of audit events, nouns such as user.*, or *.",
  },
  "webhook.too_many": { title: "There are too many webhooks", advice: "Remove one that nobody needs." },
  "webhook.disabled": { title: "This webhook is switched off", advice: "Switch it on first." },
  "audit_stream.not_found": { title: "There is no such stream", advice: "Reload the list." },
  "audit_stream.url_refused": {
    title: "Nothing is sent to this address",
    advice: "Give an https or syslog+tls address of the public internet, by its name.",
  },
  "audit_stream.certificate_malformed": {
    title: "This is not a certificate",
    advice: "Paste the authority's certificate in PEM.",
  },
  "audit_stream.too_many": { title: "There are too many streams", advice: "Remove one that nobody needs." },
  "audit_stream.cursor_ahead": { title: "The log does not go that far", advice: "Give a place that the log has." },
  "review.not_found": { title: "There is no such review", advice: "Reload the list." },
  "review.under_way": { title: "A review is under way already", advice: "Go on with it, or give it up first." },
  "review.signed": { title: "This review is signed and does not change any more", advice: "Begin another one." },
  "review.undecided": {
    title: "Not everything is decided yet",
    advice: "Decide about each open item. Somebody else has to decide about your own.",
  },
  "review.item_not_found": { title: "The review has no such item", advice: "Reload the page." },
  "review.item_own": { title: "This is your own", advice: "Another reviewer has to decide about it." },
  "review.item_removed": {
    title: "This is removed already",
    advice: "If that was wrong, give it again where it belongs.",
  },
  "support.grant_not_found": { title: "There is no such support grant", advice: "Reload the list." },
  "support.grant_over": {
    title: "The support grant is not in force any more",
    advice: "Give a new one if it is needed.",
  },
  "support.scope_missing": {
    title: "The support grant does not cover this",
    advice: "Give a grant that does, if support should see it.",
  },
  "support.read_only": {
    title: "Support may only read what it was given",
    advice: "Somebody of the account has to do this.",
  },
  "support.nobody_to_tell": {
    title: "No administrator of the account can be told",
    advice: "An administrator has to confirm an address first.",
  },
} as const;
