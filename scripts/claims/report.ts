import { type Count, type Coverage, type CoveredClaim, stateOf } from "./coverage.ts";

const titleWidth = 58;

/** The table by section, then by kind, then in total. */
export function summary(coverage: Coverage): string {
  const { sections, kinds, total, settings } = coverage;
  const tested = settings.filter(({ tests }) => tests.length > 0).length;
  return [
    row("", "claims by section", "total", "proven", "measured", "open"),
    ...sections.map((section) => countRow(section.id, section.title, section)),
    "",
    ...kinds.map((kind) => countRow("", kindTitles[kind.kind] ?? kind.kind, kind)),
    "",
    countRow("", "all claims", total),
    `   ${tested} of ${settings.length} rows of the settings table are named by a test.`,
    "",
    "proven: a test names it. measured: a control checks it on the running system. open: neither.",
  ].join("\n");
}

const kindTitles: Readonly<Record<string, string>> = {
  software: "software must do or check it",
  deployment: "property of a deployment",
  process: "process of people",
  text: "text or status on the trust page",
};

/** The claims of one section, each with what proves it. */
export const sectionReport = (coverage: Coverage, section: string): string =>
  coverage.claims
    .filter((claim) => claim.section === section)
    .map(claimReport)
    .join("\n\n");

function claimReport(claim: CoveredClaim): string {
  return [
    `${claim.id}  ${stateOf(claim)}  (${claim.kind}; ${claim.sources.join(", ")})`,
    `       ${claim.text}`,
    ...claim.tests.map(({ title, file, line }) => `       test     ${title}  ${file}:${line}`),
    ...claim.controls.map(({ title, file, line }) => `       control  ${title}  ${file}:${line}`),
  ].join("\n");
}

const countRow = (id: string, title: string, { total, proven, measured, open }: Count): string =>
  row(id, title, total, proven, measured, open);

const row = (id: string, title: string, ...cells: readonly (string | number)[]): string =>
  `${id.padEnd(3)}${title.padEnd(titleWidth)}${cells.map((cell) => String(cell).padStart(9)).join("")}`.trimEnd();
