import { presetNames, presets } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { judge, type RiskFacts } from "./risk.ts";
import { riskHistories, usual } from "./risk-histories.ts";

describe("a sign-in under the standard policy [C-135] [C-140]", () => {
  test("is tried in at least forty histories", () => {
    expect(riskHistories.length).toBeGreaterThanOrEqual(40);
  });

  test.each(riskHistories.map((history) => [history.story, history] as const))("%s", (_story, history) => {
    const { decision, reasons } = judge({ ...usual, ...history.facts }, presets.standard);
    expect([decision, [...reasons].sort()]).toEqual([history.decision, [...history.reasons].sort()]);
  });
});

describe("thresholds", () => {
  test.each(presetNames)("of %s stand in the order of what they ask for", (name) => {
    const { riskNoticeScore, riskChallengeScore, riskFactorScore, riskBlockScore } = presets[name];
    const order = [riskNoticeScore, riskChallengeScore, riskFactorScore, riskBlockScore];
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
  });

  test("that are tighter never ask for less [C-135]", () => {
    const levels = ["nothing", "notice", "challenge", "factor", "block"];
    for (const { facts } of riskHistories) {
      const standard = judge({ ...usual, ...facts }, presets.standard);
      const strict = judge({ ...usual, ...facts }, presets.strict);
      expect(levels.indexOf(strict.decision)).toBeGreaterThanOrEqual(levels.indexOf(standard.decision));
    }
  });
});

describe("the score", () => {
  const familiarity = fc.constantFrom("known" as const, "new" as const, null);
  const kind = fc.constantFrom("access" as const, "mobile" as const, "hosting" as const, null);
  const facts: fc.Arbitrary<RiskFacts> = fc.record({
    first: fc.boolean(),
    device: familiarity,
    network: familiarity,
    networkKind: kind,
    country: familiarity,
    travel: fc.option(fc.record({ leastKm: fc.nat(20_000), hours: fc.nat(100), networks: fc.tuple(kind, kind) })),
    failures: fc.nat(200),
    hour: fc.nat(23),
    hours: fc.array(fc.nat(9), { minLength: 24, maxLength: 24 }),
    idleDays: fc.option(fc.nat(2000)),
  });

  test("never falls when there are more failures", () => {
    fc.assert(
      fc.property(facts, fc.nat(100), (some, more) => {
        const worse = judge({ ...some, failures: some.failures + more }, presets.standard);
        expect(worse.score).toBeGreaterThanOrEqual(judge(some, presets.standard).score);
      }),
    );
  });

  test("of a known device at a known place is never more than a CAPTCHA: its owner cannot be shut out by guessing", () => {
    fc.assert(
      fc.property(facts, (some) => {
        const own: RiskFacts = { ...some, device: "known", network: "known", country: "known", idleDays: 1 };
        expect(["nothing", "notice", "challenge"]).toContain(judge(own, presets.standard).decision);
      }),
    );
  });
});
