import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { describeMachine, shareOfOthers, watchSteal } from "./harness/machine.ts";
import { openStage, type Stage } from "./harness/stage.ts";
import { markdown, type Measured, plainTable, type Results, withTable } from "./report.ts";
import { rows } from "./rows/index.ts";
import type { Finding, Row } from "./rows/row.ts";

/** `npm run bench -- [rows…] [--quick] [--runs N]`: measures, prints one table, and writes it down. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, runs: { type: "string" } },
  });
  const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`No row ${unknown.join(", ")}. There are ${rows.map((row) => row.name).join(", ")}.`);

  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const stage = await openStage(values.quick);
  try {
    const measured: Measured[] = [];
    for (const row of chosen) measured.push(await measure(stage, row, runs));
    const machine = describeMachine(stage.postgresVersion);
    const results: Results = {
      takenAt: new Date().toISOString(),
      quick: values.quick,
      runs,
      machine,
      rows: measured,
    };
    console.log(plainTable(results));
    for (const { row, failure } of measured) if (failure !== null) console.log(`\n${row} was not measured: ${failure}`);
    // A part of the table is for whoever works on that part; what is written down is the whole.
    if (chosen.length === rows.length && measured.every(({ failure }) => failure === null)) await write(results);
    else process.exitCode = measured.some(({ failure }) => failure !== null) ? 1 : 0;
  } finally {
    await stage.close();
  }
}

async function measure(stage: Stage, row: Row, runs: number): Promise<Measured> {
  const othersBefore = await shareOfOthers();
  const stolen = watchSteal();
  const took: Finding[][] = [];
  let failure: string | null = null;
  try {
    while (took.length < runs) {
      process.stderr.write(`${row.name} (${took.length + 1} of ${runs}) ...\n`);
      took.push(await row.measure(stage));
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : "no reason given";
  }
  const findings = (took[0] ?? []).map((_, n) => medianFinding(took.map((run) => run[n])));
  return { row: row.name, findings, failure, othersBefore, stolen: stolen() };
}

/** The run in the middle, whole: figures of different runs are never mixed. */
function medianFinding(runs: readonly (Finding | undefined)[]): Finding {
  const sorted = runs.filter((finding) => finding !== undefined).sort((a, b) => a.value - b.value);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error("a row found nothing");
  return middle;
}

async function write(results: Results): Promise<void> {
  const folder = new URL("../", import.meta.url);
  await writeFile(new URL("results.json", folder), `${JSON.stringify(results, null, 2)}\n`);
  const table = markdown(results);
  await writeFile(new URL("RESULTS.md", folder), table);
  const readme = new URL("../README.md", folder);
  await writeFile(readme, withTable(await readFile(readme, "utf8"), table));
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
