import type { KeyView } from "@holdfast/contract";

/** For so many days nobody has used a key before it is called unused. */
export const unusedDays = 30;

export interface KeyStateWords {
  readonly words: string;
  readonly tone: "good" | "warn" | "plain";
}

/** Soon is a fortnight: from then on the owner is reminded by mail. */
const soonMs = 14 * 86_400_000;
const unusedMs = unusedDays * 86_400_000;

/** What to say of a key besides its name; nothing of one that is as it should be. */
export function stateWords({ state, expiresAt, lastUsedAt, createdAt }: KeyView, now: number): KeyStateWords | null {
  if (state === "expired") return { words: "expired", tone: "plain" };
  if (state === "replaced") return { words: "replaced, works a while longer", tone: "warn" };
  if (state === "idle") return { words: "asleep: its creator is suspended", tone: "plain" };
  if (Date.parse(expiresAt) - now < soonMs) return { words: "ends soon", tone: "warn" };
  return now - Date.parse(lastUsedAt ?? createdAt) > unusedMs ? { words: "unused", tone: "warn" } : null;
}

/** From where a key may come, and how often. */
export function reachWords({ allowedAddresses, requestsPerMinute }: KeyView): string {
  const from = allowedAddresses === null ? "From everywhere" : `Only from ${allowedAddresses.join(", ")}`;
  return `${from}, at most ${requestsPerMinute.toLocaleString("en")} requests a minute`;
}

/** Whether what was typed is a number of requests that a key may be given. */
export const isRate = (text: string): boolean => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 6000;

/** The list as it was typed, one entry in each line or between commas; null for none. */
export function addressesIn(text: string): string[] | null {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  return entries.length === 0 ? null : entries;
}

/** How many days a key may live: usual choices up to what the policy allows, which is the last. */
export const lifetimes = (mostDays: number): number[] => [
  ...new Set([7, 30, 60, mostDays].filter((days) => days <= mostDays)),
];

/** For how many days a key was made. */
export const lifeDays = ({ createdAt, expiresAt }: Pick<KeyView, "createdAt" | "expiresAt">): number =>
  Math.max(1, Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 86_400_000));
