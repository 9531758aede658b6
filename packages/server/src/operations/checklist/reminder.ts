import type { ChecklistCadence, ChecklistItem, ChecklistItemView } from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";
import { periodMs } from "./checklist.ts";

/** How often somebody is reminded of an item that stays open: with its period, and weekly of what is to be done once. */
const againMs: Readonly<Record<ChecklistCadence, number>> = { ...periodMs, initial: days(7) };

/** Nobody gets two of these mails within a week, however many items lapse. */
export const quietMs = days(7);

/** What is known of a person's reminders. Times are milliseconds since the epoch. */
export interface Reminders {
  /** Since when they are here. */
  readonly since: number;
  /** When they were last reminded of each item. */
  readonly last: ReadonlyMap<ChecklistItem, number>;
}

/**
 * The items of which somebody is to be reminded now: what was signed and has lapsed since, and what has been open for as
 * long as its period. Nobody is told of what they have only begun to know of.
 */
export function dueItems(
  items: readonly ChecklistItemView[],
  reminders: Reminders,
  now: number,
): readonly ChecklistItemView[] {
  const newest = Math.max(reminders.since, ...reminders.last.values());
  if (now - newest < quietMs) return [];
  return items.filter((item) => item.state !== "met" && isDue(item, reminders, now));
}

function isDue({ item, cadence, signature }: ChecklistItemView, { since, last }: Reminders, now: number): boolean {
  const asked = last.get(item) ?? since;
  const lapsedAt = signature === null ? null : Date.parse(signature.until);
  if (lapsedAt !== null && lapsedAt <= now && lapsedAt > asked) return true;
  return now - asked >= againMs[cadence];
}
