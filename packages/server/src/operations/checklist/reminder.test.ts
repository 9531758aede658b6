import { checklist, type ChecklistItem, checklistItems, type ChecklistItemView } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { days } from "../../kernel/clock.ts";
import { itemView } from "./checklist.ts";
import { dueItems } from "./reminder.ts";

const by = "usr_00000000000000000000000001" as const;
const nobody = { since: 0, last: new Map<ChecklistItem, number>() };

/** All items as they stand at a moment where nothing is measured to be right and nothing was signed but `signed`. */
const standing = (now: number, signed: Partial<Record<ChecklistItem, number>> = {}): ChecklistItemView[] =>
  checklistItems.map((item) => {
    const at = signed[item];
    const signature = at === undefined ? null : { by, at, remindAt: null, note: "Looked at all of it." };
    return itemView(item, { found: null, signature, changedAt: null }, now);
  });

/** On which days somebody who does nothing is told of an item, in so many days. */
function toldOf(item: ChecklistItem, until: number): number[] {
  const last = new Map<ChecklistItem, number>();
  const told = [];
  for (let day = 0; day <= until; day += 1) {
    for (const due of dueItems(standing(days(day)), { since: 0, last }, days(day))) {
      last.set(due.item, days(day));
      if (due.item === item) told.push(day);
    }
  }
  return told;
}

describe("an item that stays open is told of", () => {
  test("every week: what is to be done first of all [C-337] [C-338] [C-339] [C-340] [C-341]", () => {
    for (const item of [
      "own.factor",
      "own.recovery_codes",
      "own.password",
      "account.region",
      "account.policy",
    ] as const) {
      expect([item, toldOf(item, 30)]).toEqual([item, [7, 14, 21, 28]]);
    }
  });

  test("every week: sessions, security mails and incidents, more often than once a month [C-131] [C-343]", () => {
    for (const item of ["own.sessions", "own.notices", "account.incidents"] as const) {
      expect([item, toldOf(item, 30)]).toEqual([item, [7, 14, 21, 28]]);
    }
  });

  test("every month: sessions of all, keys, unused users, billing and what was changed [C-344] [C-345]", () => {
    const monthly = ["account.sessions", "account.keys", "account.unused_users", "account.billing", "account.activity"];
    expect(checklistItems.filter((item) => checklist[item].cadence === "monthly").toSorted()).toEqual(
      monthly.toSorted(),
    );
    for (const item of checklistItems.filter((one) => checklist[one].cadence === "monthly")) {
      // With the mail of the week in which the month is over.
      expect([item, toldOf(item, 100)]).toEqual([item, [35, 70]]);
    }
  });

  test.each([
    ["quarterly", [98, 196]],
    ["as_needed", [98, 196]],
    ["annual", [371, 742]],
  ] as const)("with its period: %s [C-346] [C-347] [C-348] [C-349]", (cadence, told) => {
    const items = checklistItems.filter((item) => checklist[item].cadence === cadence);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect([item, toldOf(item, told[1] + 10)]).toEqual([item, told]);
  });
});

describe("somebody who signs", () => {
  test("hears of an item again when it lapses, and not before", () => {
    const signed = { "own.sessions": days(20) } as const;
    const others = new Map(checklistItems.map((item) => [item, days(20)] as const));
    const dueOn = (day: number) =>
      dueItems(standing(days(day), signed), { since: 0, last: others }, days(day)).map(({ item }) => item);
    expect(dueOn(26)).toEqual([]);
    expect(dueOn(27)).toContain("own.sessions");
  });

  test("hears of one that lapsed since the last mail at the next one, though its period is longer", () => {
    const signed = { "account.billing": days(10) } as const;
    const last = new Map<ChecklistItem, number>([["account.billing", days(35)]]);
    const due = (day: number) => dueItems(standing(days(day), signed), { since: 0, last }, days(day));
    expect(due(43).map(({ item }) => item)).toContain("account.billing");
    const after = new Map<ChecklistItem, number>([["account.billing", days(43)]]);
    const again = dueItems(standing(days(50), signed), { since: 0, last: after }, days(50));
    expect(again.map(({ item }) => item)).not.toContain("account.billing");
  });
});

test("nobody gets two of these mails within a week, and nobody hears of what is met", () => {
  const moments = fc.array(fc.tuple(fc.constantFrom(...checklistItems), fc.integer({ min: 0, max: 1e11 })));
  fc.assert(
    fc.property(moments, moments, fc.integer({ min: 0, max: 1e11 }), (signed, reminded, now) => {
      const last = new Map(reminded.map(([item, at]) => [item, Math.min(at, now)]));
      const items = standing(now, Object.fromEntries(signed));
      const due = dueItems(items, { ...nobody, last }, now);
      expect(due.filter(({ state }) => state === "met")).toEqual([]);
      const isQuiet = now - Math.max(0, ...last.values()) < days(7);
      expect(isQuiet && due.length > 0).toBe(false);
    }),
  );
});
