import { events } from "./events.ts";

/**
 * What a webhook never tells: sending takes the account's keys, so that telling of their being unwrapped would make the
 * next one to tell.
 */
const untold: ReadonlySet<string> = new Set(["key.unwrapped"]);

const known = Object.keys(events).filter((name) => !untold.has(name));

/** What a webhook is told of: everything, or what has one of the names or begins with one of the prefixes. */
export interface EventChoice {
  readonly all: boolean;
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
}

/**
 * Whether it chooses events: a name, a whole noun (`user.*`), or all of them (`*`). Events of a product of your own begin
 * with `app.`, and need not have happened yet.
 */
export const isEventPattern = (raw: string): boolean =>
  raw === "*" || raw.startsWith("app.") || known.some((name) => raw === name || name.startsWith(prefixOf(raw) ?? "*"));

export function choiceOf(patterns: readonly string[]): EventChoice {
  const prefixes = patterns.map(prefixOf).filter((prefix) => prefix !== null);
  return { all: patterns.includes("*"), names: patterns.filter((pattern) => !pattern.endsWith("*")), prefixes };
}

export const isChosen = ({ all, names, prefixes }: EventChoice, event: string): boolean =>
  !untold.has(event) && (all || names.includes(event) || prefixes.some((prefix) => event.startsWith(prefix)));

/** `user.` of `user.*`; null of what is no whole noun. */
const prefixOf = (pattern: string): string | null => (pattern.endsWith(".*") ? pattern.slice(0, -1) : null);
