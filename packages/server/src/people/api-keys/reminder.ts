import { days } from "../../kernel/clock.ts";

/** How many days before the end of a key its creator is told; 0: that it has ended. */
const reminderDays = [14, 7, 1, 0] as const;

/** When the creator of a key is told next, after `from`; null: never again. What lies further back is not told late. */
export function nextNotice(expiresAt: number, from: number): number | null {
  for (const before of reminderDays) {
    const at = expiresAt - days(before);
    if (at > from) return at;
  }
  return null;
}

/** What there is to tell at `now`: how many days are left, begun ones counted, or that there are none. */
export const daysLeft = (expiresAt: number, now: number): number => Math.max(0, Math.ceil((expiresAt - now) / days(1)));
