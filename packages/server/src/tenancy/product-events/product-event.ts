import type { RecordedEvent } from "@holdfast/contract";

import { days, minutes } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { eventTime, type IdentifiedEvent } from "../audit/index.ts";

/** How late an event may come: whoever could not reach us keeps it meanwhile. */
const longestDelayMs = days(1);
/** How far a product's clock may be ahead of ours. */
const clockLeadMs = minutes(5);

/** Whether an event can be of the time that its id says. Nobody can write a past into the log that was not told in time. */
export function isPlausible({ id }: RecordedEvent, now: number): boolean {
  const age = now - eventTime(id);
  return age <= longestDelayMs && age >= -clockLeadMs;
}

/** What the entry of a key's act names by itself. */
const reservedFact = "creator";

/**
 * Refuses what the log cannot hold, before any of it is written.
 * @throws Problem(`request.malformed`)
 */
export function assertWritable({ details, personal }: RecordedEvent, place: number): void {
  const refuse = (part: string, message: string): never => {
    throw new Problem("request.malformed", { errors: [{ field: `body/events/${place}/${part}`, message }] });
  };
  if (Object.hasOwn(details, reservedFact)) refuse("details", `${reservedFact} is not yours to set`);
  if (!isWellFormed(details)) refuse("details", "a lone surrogate is no text");
  if (!isWellFormed(personal)) refuse("personal", "a lone surrogate is no text");
}

const isWellFormed = (facts: RecordedEvent["details"]): boolean =>
  Object.values(facts).every((fact) => typeof fact !== "string" || fact.isWellFormed());

/** The event as the log takes it. The request is one to the product: ours, which brought it, tells nothing of it. */
export function identified(event: RecordedEvent): IdentifiedEvent {
  const { id, actor, target, outcome, request = null, details, personal, subject } = event;
  const origin = { actor, request, address: null, device: null };
  const told = { event: event.event, origin, target, outcome, details, personal };
  return { id, told: subject === undefined ? told : { ...told, subject } };
}
