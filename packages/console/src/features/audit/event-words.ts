import { type AppEventName, events, type EventView, isAppEventName, isEventName } from "@holdfast/contract";

/** What happened, in words. A name that this console does not know yet is shown as it is. */
export function eventTitle(name: string): string {
  if (isEventName(name)) return events[name].title;
  return isAppEventName(name) ? `Your product: ${productWords(name)}` : name;
}

/** What a product called an event of its own, as one reads it: `app.ticket.re_opened` is "ticket re opened". */
const productWords = (name: AppEventName): string => name.slice("app.".length).replaceAll(/[._]/g, " ");

/** The nouns that events are about, in order of appearance, with their events: for choosing one. */
export const eventGroups = Object.entries(
  Object.groupBy(Object.keys(events).filter(isEventName), (name) => name.slice(0, name.indexOf("."))),
).map(([noun, names = []]) => ({
  group: noun.charAt(0).toUpperCase() + noun.slice(1),
  items: names.map((name) => ({ value: name, label: events[name].title })),
}));

/** Who acted and is no person with a name here, in words. Which one it was stands with the event itself. */
export function actorWords({ type, id }: EventView["actor"]): string {
  if (id === null) return "somebody not signed in";
  if (type === "key") return "an API key";
  if (type === "system") return `the system (${id})`;
  return type === "app" ? `your product (${id})` : `${type} ${id}`;
}

/** A fact's name as one reads it: `sessionsEnded` is "sessions ended". */
export const factWords = (name: string): string => name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
