import { checklist, checklistItems } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { days } from "../../kernel/clock.ts";
import { endOf, type Evidence, itemView, periodMs, scoreOf, type Signature, stateOf } from "./checklist.ts";

const now = Date.parse("2026-11-22T00:00:00Z");
const signed = (change: Partial<Signature> = {}): Signature => ({
  by: "usr_00000000000000000000000001",
  at: now,
  remindAt: null,
  note: "Looked at all of it.",
  ...change,
});
const nothing: Evidence = { found: null, signature: null, changedAt: null };

describe("an item that is measured", () => {
  test("is what was found, whoever has signed what [C-337]", () => {
    const evidence = { ...nothing, signature: signed() };
    expect(stateOf("account.factors", { ...evidence, found: { good: 2, all: 3 } }, now)).toBe("open");
    expect(stateOf("account.factors", { ...evidence, found: { good: 3, all: 3 } }, now)).toBe("met");
    expect(stateOf("account.factors", evidence, now)).toBe("open");
  });
});

describe("an item that is signed", () => {
  test("is met for its period and no longer [C-343] [C-344] [C-346] [C-348]", () => {
    for (const [item, period] of [
      ["own.sessions", 7],
      ["account.billing", 31],
      ["account.training", 92],
      ["account.incident_test", 366],
    ] as const) {
      const evidence = { ...nothing, signature: signed() };
      expect(stateOf(item, evidence, now + days(period) - 1)).toBe("met");
      expect(stateOf(item, evidence, now + days(period))).toBe("lapsed");
    }
  });

  test("is asked for again when what it is about has changed [C-341]", () => {
    const evidence = { ...nothing, signature: signed() };
    expect(stateOf("account.policy", { ...evidence, changedAt: now - 1 }, now + 1)).toBe("met");
    expect(stateOf("account.policy", { ...evidence, changedAt: now + 1 }, now + 2)).toBe("lapsed");
  });

  test("is never met for longer than its period, whatever reminder was asked for", () => {
    fc.assert(
      fc.property(fc.constantFrom(...checklistItems), fc.integer({ min: 0, max: 4e12 }), (item, remindAt) => {
        const end = endOf(item, signed({ remindAt }));
        expect(end).toBeLessThanOrEqual(now + periodMs[checklist[item].cadence]);
        expect(end).toBeLessThanOrEqual(remindAt);
      }),
    );
  });
});

describe("the score", () => {
  test("is full only when every item is met, and counts apart what was measured and what was said", () => {
    const views = checklistItems.map((item) => itemView(item, { ...nothing, found: { good: 1, all: 1 } }, now));
    const { percent, measured, signed: said } = scoreOf(views);
    expect(measured.met).toBe(measured.all);
    expect(said).toEqual({ met: 0, all: checklistItems.length - measured.all });
    expect(percent).toBe(Math.floor((100 * measured.met) / checklistItems.length));
    const everything = checklistItems.map((item) =>
      itemView(item, { ...nothing, found: { good: 1, all: 1 }, signature: signed() }, now),
    );
    expect(scoreOf(everything).percent).toBe(100);
  });

  test("cannot be raised by signing what is measured", () => {
    const measured = checklistItems.filter((item) => checklist[item].check === "measured");
    const views = measured.map((item) => itemView(item, { ...nothing, signature: signed() }, now));
    expect(scoreOf(views).percent).toBe(0);
  });
});

describe("the list", () => {
  const promised = (claim: string) => checklistItems.filter((item) => checklist[item].claim === claim);

  test("asks what the pages promise to ask, as often as they say [C-340] [C-341] [C-346] [C-347] [C-348] [C-349]", () => {
    expect(promised("C-340").map((item) => checklist[item].cadence)).toEqual(["initial"]);
    expect(promised("C-341").map((item) => checklist[item].cadence)).toEqual(["initial"]);
    expect(promised("C-346")).toEqual([
      "account.roles",
      "account.key_rotation",
      "account.documentation",
      "account.training",
    ]);
    expect(promised("C-347").map((item) => checklist[item].cadence)).toEqual(["quarterly"]);
    expect(promised("C-348").map((item) => checklist[item].cadence)).toEqual(Array(4).fill("annual"));
    expect(promised("C-349").map((item) => checklist[item].cadence)).toEqual(Array(4).fill("as_needed"));
  });
});
