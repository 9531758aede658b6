import { events, type EventView, isEventName } from "@holdfast/contract";

/** What happened, in words. A name that this console does not know yet is shown as it is. */
export const eventTitle = (name: string): string => (isEventName(name) ? events[name].title : name);

/** The nouns that events are about, in order of appearance, with their events: for choosing one. */
export const eventGroups = Object.entries(
  Object.groupBy(Object.keys(events).filter(isEventName), (name) => name.slice(0, name.indexOf("."))),
).map(([noun, names = []]) => ({
  group: noun.charAt(0).toUpperCase() + noun.slice(1),
  items: names.map((name) => ({ value: name, label: events[name].title })),
}));

/** Who acted, in words: a person by name or id, the system, or nobody known. */
export function actorWords(actor: EventView["actor"], nameOf: (id: string) => string | null): string {
  if (actor.id === null) return "somebody not signed in";
  return actor.type === "user" ? (nameOf(actor.id) ?? actor.id) : `${actor.type} ${actor.id}`;
}

/** A fact's name as one reads it: `sessionsEnded` is "sessions ended". */
export const factWords = (name: string): string => name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
