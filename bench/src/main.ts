import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { describeMachine, shareOfOthers, watchSteal } from "./harness/machine.ts";
import { openStage, type Stage } from "./harness/stage.ts";
import { markdown, type Measured, plainTable, renewed, type Results, withTable } from "./report.ts";
import { rows } from "./rows/index.ts";
import type { Finding, Row } from "./rows/row.ts";

/**
 * `npm run bench -- [rows…] [--quick] [--runs N] [--renew]`: measures and prints one table. The whole of it is written
 * down; with `--renew`, some rows take the place of those that were written before.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      runs: { type: "string" },
      renew: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`No row ${unknown.join(", ")}. There are ${rows.map((row) => row.name).join(", ")}.`);

  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const results = await measureAll(chosen, { quick: values.quick, runs });
  console.log(plainTable(results));
  const failed = results.rows.filter(({ failure }) => failure !== null);
  for (const { row, failure } of failed) console.log(`\n${row} was not measured: ${failure}`);
  if (failed.length > 0) process.exitCode = 1;
  else if (values.renew) await write(renewed(await readResults(), results));
  else if (chosen.length === rows.length && !values.quick) await write(results);
}

async function measureAll(chosen: readonly Row[], options: { quick: boolean; runs: number }): Promise<Results> {
  const stage = await openStage(options.quick);
  try {
    const measured: Measured[] = [];
    for (const row of chosen) measured.push(await measure(stage, row, options.runs));
    const machine = describeMachine(stage.postgresVersion);
    return { takenAt: new Date().toISOString(), ...options, machine, rows: measured };
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

const folder = new URL("../", import.meta.url);

async function readResults(): Promise<Results> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `write`
  return JSON.parse(await readFile(new URL("results.json", folder), "utf8")) as Results;
}

async function write(results: Results): Promise<void> {
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
