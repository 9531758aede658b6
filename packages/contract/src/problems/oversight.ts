import type { ProblemSpec } from "./problem-spec.ts";

/** What is refused to those who watch: over incidents, reviews, support and the log. */
export const oversightProblems = {
  "incident.not_found": { status: 404, title: "No such incident", advice: "List the incidents and pick one." },
  "incident.closed": { status: 409, title: "The incident is closed already", advice: "Read it again." },
  "checklist.not_found": { status: 404, title: "No such item on the checklist", advice: "Read the checklist again." },
  "checklist.measured": {
    status: 409,
    title: "This item is measured, and nobody's signature counts",
    advice: "Mend what it measures; it turns by itself.",
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
