import type { Disturbance, Machine } from "./harness/machine.ts";
import { type Finding, isMet } from "./rows/row.ts";

/** A finding, and how far the values of a row's runs lay apart. */
export interface SpreadFinding extends Finding {
  readonly spread?: { readonly from: number; readonly to: number };
}

/** A row's findings, and how quiet the machine was meanwhile. */
export interface Measured extends Disturbance {
  readonly row: string;
  readonly findings: readonly SpreadFinding[];
  /** Why it could not be measured, or null. The other rows are worth reading all the same. */
  readonly failure: string | null;
}

export interface Results {
  readonly takenAt: string;
  readonly quick: boolean;
  readonly runs: number;
  readonly machine: Machine;
  readonly rows: readonly Measured[];
}

const header = ["job", "ours", "baseline", "measured", "goal", "met"] as const;

/** The table for a terminal. */
export function plainTable({ rows }: Results): string {
  const lines = [header, ...findingsOf(rows).map(cellsOf)];
  const widths = header.map((_, column) => Math.min(72, Math.max(...lines.map((line) => line[column]?.length ?? 0))));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The table for the README, with its notes below and the machine above. */
export function markdown(results: Results): string {
  const { machine, takenAt, runs, quick, rows } = results;
  const findings = findingsOf(rows);
  const notes = findings.flatMap((finding, n) => {
    const text = remarkOn(finding);
    return text === "" ? [] : [`${n + 1}. ${text}`];
  });
  return [
    `Taken ${takenAt.slice(0, 10)} on ${machine.cores} cores of ${machine.processor}, ${machine.memoryGib} GiB, ${machine.system}, ` +
      `Node ${machine.node}, PostgreSQL ${machine.postgres}; ${mannerOf(runs, quick)}. ` +
      disturbance(rows),
    "",
    `| # | ${header.join(" | ")} |`,
    `|---|${header.map(() => "---|").join("")}`,
    ...findings.map((finding, n) => `| ${n + 1} | ${cellsOf(finding).join(" | ")} |`),
    "",
    "By number:",
    "",
    ...notes,
    "",
  ].join("\n");
}

function mannerOf(runs: number, quick: boolean): string {
  if (quick) return "a quick run";
  return runs === 1 ? "one run" : `median of ${runs} runs, lowest and highest in brackets`;
}

/** Asked before anything is measured: an hour's figures must not be lost for it. @throws when rows would stay that were taken in another way */
export function assertRenewable(
  earlier: Results,
  rows: readonly string[],
  { runs, quick }: Pick<Results, "runs" | "quick">,
): void {
  const stays = earlier.rows.some(({ row }) => !rows.includes(row));
  if (stays && (earlier.runs !== runs || earlier.quick !== quick))
    throw new Error(
      `the rows that would stay were measured ${earlier.quick ? "quickly" : `with --runs ${earlier.runs}`}: measure all, or these so`,
    );
}

/** Earlier results with some rows measured anew, and with those that there were not yet. @throws when rows would stay that were taken on another machine or in another way */
export function renewed(earlier: Results, later: Results): Results {
  const ground = ({ machine, runs, quick }: Results): string => JSON.stringify([machine, runs, quick]);
  const anewOf = (row: Measured): Measured | undefined => later.rows.find((anew) => anew.row === row.row);
  const stays = earlier.rows.some((row) => anewOf(row) === undefined);
  if (stays && ground(earlier) !== ground(later))
    throw new Error("what stands there was measured elsewhere, or otherwise");
  const rows = earlier.rows.map((row) => anewOf(row) ?? row);
  const added = later.rows.filter(({ row }) => !earlier.rows.some((each) => each.row === row));
  return { ...later, rows: [...rows, ...added] };
}

/** The README with the table in its place. */
export const withTable = (readme: string, table: string): string =>
  readme.replace(/(<!-- bench:start -->\n)[^]*?(?=<!-- bench:end -->)/, (_, start: string) => `${start}${table}`);

/** A ratio on a busy machine is worth less; how busy it was belongs to the figures. */
function disturbance(rows: readonly Measured[]): string {
  const most = (values: readonly (number | null)[]): string => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? "unknown" : `${Math.max(...known)} %`;
  };
  const others = most(rows.map(({ othersBefore }) => othersBefore));
  return `Others used up to ${others} of the machine before a row, and the hypervisor took up to ${most(rows.map(({ stolen }) => stolen))} during one.`;
}

/** The note, and what stands in the way where the goal is missed. */
export const remarkOn = (finding: Finding): string =>
  [
    finding.note,
    isMet(finding) === false
      ? `short of the goal: ${finding.limit ?? "no reason is known; look at how busy the machine was"}`
      : undefined,
  ]
    .filter((part) => part !== undefined)
    .join("; ");

const findingsOf = (rows: readonly Measured[]): SpreadFinding[] => rows.flatMap(({ findings }) => findings);

function cellsOf(finding: SpreadFinding): string[] {
  const { job, ours, baseline, value, goal, spread } = finding;
  const met = isMet(finding);
  const unit = goal?.unit ?? "";
  return [
    job,
    ours,
    baseline,
    `${shortly(value)} ${unit}`.trim() + rangeOf(spread),
    goal === null ? "–" : `${goal.kind === "at least" ? "≥" : "≤"} ${shortly(goal.value)} ${unit}`,
    met === null ? "–" : met ? "yes" : "**no**",
  ];
}

/** Of one run there is none. */
const rangeOf = (spread: SpreadFinding["spread"]): string =>
  spread === undefined || spread.from === spread.to ? "" : ` (${shortly(spread.from)} to ${shortly(spread.to)})`;

const shortly = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
