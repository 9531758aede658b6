import {
  checklist,
  type ChecklistCadence,
  type ChecklistItem,
  type ChecklistItemView,
  type ChecklistView,
  type UserId,
} from "@holdfast/contract";

import { days } from "../../kernel/clock.ts";

/** How many are as they should be, of how many. */
export interface Found {
  readonly good: number;
  readonly all: number;
}

/** Times are milliseconds since the epoch. */
export interface Signature {
  readonly by: UserId;
  readonly at: number;
  readonly remindAt: number | null;
  readonly note: string;
}

/** What is known of an item at one moment. */
export interface Evidence {
  readonly found: Found | null;
  readonly signature: Signature | null;
  /** What was signed before this counts for nothing, because what it was about has changed since. */
  readonly changedAt: number | null;
}

/** For how long a signature counts. Nothing that a person says holds for longer than a year. */
export const periodMs: Readonly<Record<ChecklistCadence, number>> = {
  initial: days(366),
  weekly: days(7),
  monthly: days(31),
  quarterly: days(92),
  annual: days(366),
  as_needed: days(92),
};

/** When a signed item is asked for again: a reminder can bring it forward, and never put it off. */
export function endOf(item: ChecklistItem, { at, remindAt }: Pick<Signature, "at" | "remindAt">): number {
  const end = at + periodMs[checklist[item].cadence];
  return remindAt === null ? end : Math.min(end, remindAt);
}

/** A measured item is what was found, whoever signed what: the score cannot be signed up. */
export function stateOf(item: ChecklistItem, evidence: Evidence, now: number): ChecklistItemView["state"] {
  const { found, signature, changedAt } = evidence;
  if (checklist[item].check === "measured") return found !== null && found.good === found.all ? "met" : "open";
  if (signature === null) return "open";
  const stands = now < endOf(item, signature) && (changedAt === null || signature.at >= changedAt);
  return stands ? "met" : "lapsed";
}

export function itemView(item: ChecklistItem, evidence: Evidence, now: number): ChecklistItemView {
  const { title, cadence, of, check } = checklist[item];
  const { found, signature } = evidence;
  return {
    item,
    title,
    cadence,
    of,
    check,
    state: stateOf(item, evidence, now),
    found: check === "measured" && found !== null ? { good: found.good, all: found.all } : null,
    signature:
      signature === null
        ? null
        : {
            by: signature.by,
            at: new Date(signature.at).toISOString(),
            note: signature.note,
            until: new Date(endOf(item, signature)).toISOString(),
          },
  };
}

/** The share of items that are met. Each counts alike, so that no easy one makes up for a hard one. */
export function scoreOf(items: readonly ChecklistItemView[]): ChecklistView["score"] {
  const count = (of: readonly ChecklistItemView[]) => ({
    met: of.filter(({ state }) => state === "met").length,
    all: of.length,
  });
  const { met, all } = count(items);
  return {
    // Rounded down: a hundred means everything.
    percent: all === 0 ? 100 : Math.floor((100 * met) / all),
    measured: count(items.filter(({ check }) => check === "measured")),
    signed: count(items.filter(({ check }) => check === "signed")),
  };
}
