import { describe, expect, test } from "vitest";

import { claimDocument } from "./claims.ts";
import { coverageOf, faultsIn, stateOf } from "./coverage.ts";
import type { Mention } from "./mention.ts";
import { sectionReport, summary } from "./report.ts";

const mention = (id: string, changes: Partial<Mention> = {}): Mention => ({
  id,
  by: "test",
  title: `a fact about ${id}`,
  file: "packages/server/src/x.test.ts",
  line: 7,
  runs: true,
  ...changes,
});

const stateIn = (mentions: readonly Mention[], id: string) => {
  const claim = coverageOf(claimDocument, mentions).claims.find((candidate) => candidate.id === id);
  return claim === undefined ? null : stateOf(claim);
};

describe("a claim", () => {
  test("is open until a test or a control names it", () => {
    expect(stateIn([], "C-133")).toBe("open");
    expect(stateIn([mention("C-133")], "C-133")).toBe("proven");
    expect(stateIn([mention("C-133", { by: "control" })], "C-133")).toBe("measured");
    expect(stateIn([mention("C-133"), mention("C-133", { by: "control" })], "C-133")).toBe("proven, measured");
  });

  test("stays open when only a skipped test names it", () => {
    expect(stateIn([mention("C-133", { runs: false })], "C-133")).toBe("open");
  });
});

describe("the counts", () => {
  const coverage = coverageOf(claimDocument, [
    mention("C-032"),
    mention("C-032", { line: 9 }),
    mention("C-037"),
    mention("C-037", { by: "control", title: "tls.hsts" }),
    mention("D-06"),
  ]);

  test("take each claim once, and add up by section and by kind", () => {
    expect(coverage.total).toEqual({ total: 351, proven: 2, measured: 1, open: 349 });
    for (const parts of [coverage.sections, coverage.kinds]) {
      expect(parts.reduce((sum, { total }) => sum + total, 0)).toBe(351);
      expect(parts.reduce((sum, { open }) => sum + open, 0)).toBe(349);
    }
  });

  test("stand in the summary, and the evidence in the section", () => {
    expect(summary(coverage)).toMatch(/^C {2}Encryption in transit +8 +2 +1 +6$/m);
    expect(summary(coverage)).toContain("1 of 32 rows");
    expect(sectionReport(coverage, "C")).toContain("test     a fact about C-032  packages/server/src/x.test.ts:9");
    expect(sectionReport(coverage, "C")).toContain("control  tls.hsts");
    expect(sectionReport(coverage, "C")).not.toContain("C-133");
  });
});

describe("the check", () => {
  test("names a claim that nobody made, and a form that is not read", () => {
    const faults = faultsIn(claimDocument, {
      mentions: [mention("C-352"), mention("D-33"), mention("C-351"), mention("D-32")],
      strays: [{ text: "C-001", file: "x.test.ts", line: 3 }],
    });
    expect(faults).toEqual([
      "packages/server/src/x.test.ts:7: there is no claim C-352",
      "packages/server/src/x.test.ts:7: there is no claim D-33",
      "x.test.ts:3: write C-001 as [C-001], one pair of brackets each",
    ]);
  });
});

describe("the document", () => {
  const { claims, settings, sections, sources } = claimDocument;

  test("has 351 claims and 32 settings, numbered without a gap", () => {
    expect(claims.map(({ id }) => id)).toEqual(claims.map((_, at) => `C-${String(at + 1).padStart(3, "0")}`));
    expect(settings.map(({ row }) => row)).toEqual(settings.map((_, at) => `D-${String(at + 1).padStart(2, "0")}`));
    expect([claims.length, settings.length]).toEqual([351, 32]);
  });

  test("names sources, sections, kinds and claims that exist", () => {
    const ids = new Set(claims.map(({ id }) => id));
    for (const claim of claims) {
      expect(Object.keys(sections)).toContain(claim.section);
      expect(["software", "deployment", "process", "text"]).toContain(claim.kind);
      for (const source of claim.sources) expect(Object.keys(sources)).toContain(source);
    }
    for (const setting of settings) expect(setting.claims.filter((id) => !ids.has(id))).toEqual([]);
  });
});
