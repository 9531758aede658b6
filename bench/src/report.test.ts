import { describe, expect, test } from "vitest";

import { assertRenewable, markdown, renewed, type Results, withTable } from "./report.ts";
import { atLeast, atMost } from "./rows/row.ts";

const results: Results = {
  takenAt: "2026-11-21T10:00:00.000Z",
  quick: false,
  runs: 3,
  machine: { processor: "EPYC", cores: 2, memoryGib: 24, system: "Linux 6", node: "v24.21.0", postgres: "18.4" },
  rows: [
    {
      row: "one",
      failure: null,
      othersBefore: 3,
      stolen: 0.5,
      findings: [
        { job: "Fast", ours: "2/s", baseline: "1/s", value: 2, goal: atLeast(1.5), note: "so it is", limit: "none" },
        {
          job: "Slow",
          ours: "9 ms",
          baseline: "–",
          value: 9,
          goal: atMost(5, "ms"),
          limit: "slow disk",
          spread: { from: 8, to: 9.5 },
        },
        { job: "Told", ours: "1", baseline: "1", value: 1, goal: null },
      ],
    },
  ],
};

describe("the table", () => {
  const table = markdown(results);

  test("says of each goal whether it is met", () => {
    expect(table).toContain("| 1 | Fast | 2/s | 1/s | 2 × | ≥ 1.5 × | yes |");
    expect(table).toContain("| 2 | Slow | 9 ms | – | 9 ms (8 to 9.5) | ≤ 5 ms | **no** |");
    expect(table).toContain("| 3 | Told | 1 | 1 | 1 | – | – |");
  });

  test("says where and how quietly it was taken, and keeps the notes", () => {
    expect(table).toContain("2 cores of EPYC, 24 GiB, Linux 6, Node v24.21.0, PostgreSQL 18.4; median of 3 runs");
    expect(markdown({ ...results, runs: 1 })).toContain("PostgreSQL 18.4; one run. ");
    expect(table).toContain("Others used up to 3 %");
    expect(table).toContain("1. so it is");
  });

  test("says what stands in the way where a goal is missed, and only there", () => {
    expect(table).toContain("2. short of the goal: slow disk");
    expect(table).not.toContain("none");
  });

  test("stands in the README between its marks, whatever stood there before", () => {
    const readme = "before\n<!-- bench:start -->\nold $1\n<!-- bench:end -->\nafter\n";
    expect(withTable(withTable(readme, "$& new\n"), "newer\n")).toBe(
      "before\n<!-- bench:start -->\nnewer\n<!-- bench:end -->\nafter\n",
    );
  });
});

describe("rows that were measured anew", () => {
  const [row] = results.rows;
  const later: Results = { ...results, rows: row === undefined ? [] : [{ ...row, othersBefore: 0 }] };

  const earlier: Results = { ...results, rows: [...results.rows, ...results.rows.map((r) => ({ ...r, row: "two" }))] };

  test("take the place of the old ones, and the others stay", () => {
    const { rows } = renewed(earlier, later);
    expect(rows.map(({ row, othersBefore }) => [row, othersBefore])).toEqual([
      ["one", 0],
      ["two", 3],
    ]);
  });

  test("join the old ones where they were not among them", () => {
    const added: Results = { ...later, rows: later.rows.map((each) => ({ ...each, row: "three" })) };
    expect(renewed(results, added).rows.map(({ row }) => row)).toEqual(["one", "three"]);
  });

  test("do not join rows of another machine or of fewer runs", () => {
    expect(() => renewed({ ...earlier, runs: 1 }, later)).toThrow("otherwise");
    expect(() => renewed(earlier, { ...later, machine: { ...later.machine, cores: 64 } })).toThrow("otherwise");
  });

  test("take the place of all, wherever and however these were measured", () => {
    const elsewhere: Results = { ...later, runs: 1, machine: { ...later.machine, cores: 64 } };
    const all: Results = { ...elsewhere, rows: results.rows.map((row) => ({ ...row, othersBefore: 1 })) };
    expect(renewed(results, all)).toEqual(all);
  });

  test("are refused before they are measured where others would stay that were measured otherwise", () => {
    expect(() => assertRenewable(earlier, ["one"], { runs: 1, quick: false })).toThrow("--runs 3");
    expect(() => assertRenewable(earlier, ["one"], { runs: 3, quick: true })).toThrow("--runs 3");
    expect(() => assertRenewable(earlier, ["one"], { runs: 3, quick: false })).not.toThrow();
    expect(() => assertRenewable(earlier, ["two", "one"], { runs: 1, quick: false })).not.toThrow();
  });
});
