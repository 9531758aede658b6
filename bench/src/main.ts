import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { describeMachine, type Disturbance, shareOfOthers, watchSteal } from "./harness/machine.ts";
import { openStage, type Stage } from "./harness/stage.ts";
import {
  assertRenewable,
  markdown,
  type Measured,
  plainTable,
  remarkOn,
  renewed,
  type Results,
  type SpreadFinding,
  withTable,
} from "./report.ts";
import { rows } from "./rows/index.ts";
import { type Finding, isMet, type Row } from "./rows/row.ts";

/**
 * `npm run bench -- [rows…] [--quick] [--runs N] [--minutes N] [--renew]`: measures and prints one table. The whole of it
 * is written down; with `--renew`, some rows take the place of those that were written before.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      runs: { type: "string" },
      minutes: { type: "string" },
      renew: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`No row ${unknown.join(", ")}. There are ${rows.map((row) => row.name).join(", ")}.`);

  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const minutes = Number(values.minutes ?? (values.quick ? 15 : 75));
  const names = chosen.map(({ name }) => name);
  if (values.renew) assertRenewable(await readResults(), names, { runs, quick: values.quick });
  const began = performance.now();
  const results = await measureAll(chosen, { quick: values.quick, runs, minutes });
  console.log(plainTable(results));
  const missed = results.rows.flatMap(({ findings }) => findings).filter((finding) => isMet(finding) === false);
  for (const finding of missed) console.log(`\n${finding.job}: ${remarkOn(finding)}`);
  console.log(`\n${Math.ceil((performance.now() - began) / 60_000)} minutes`);
  const failed = results.rows.filter(({ failure }) => failure !== null);
  for (const { row, failure } of failed) console.log(`\n${row} was not measured: ${failure}`);
  if (failed.length > 0) process.exitCode = 1;
  else if (values.renew) await write(renewed(await readResults(), results));
  else if (chosen.length === rows.length && !values.quick) await write(results);
}

interface Plan {
  readonly quick: boolean;
  readonly runs: number;
  /** After these minutes no row is measured again; each is at least once. */
  readonly minutes: number;
}

interface Taken {
  readonly row: Row;
  readonly runs: (readonly Finding[])[];
  failure: string | null;
  /** The worst of the runs. */
  disturbance: Disturbance;
}

/** All rows once, then all of them again: runs of one row lie far apart, so that no busy quarter of an hour decides it. */
async function measureAll(chosen: readonly Row[], plan: Plan): Promise<Results> {
  const { quick, runs, minutes } = plan;
  const until = performance.now() + minutes * 60_000;
  const stage = await openStage(quick);
  try {
    const taken: Taken[] = chosen.map((row) => ({ row, runs: [], failure: null, disturbance: undisturbed }));
    for (let run = 1; run <= runs; run += 1) {
      for (const each of taken) {
        if (each.failure !== null || (run > 1 && performance.now() > until)) continue;
        process.stderr.write(`${each.row.name} (${run} of ${runs}) ...\n`);
        await measure(stage, each);
      }
    }
    const machine = describeMachine(stage.postgresVersion);
    const took = taken.filter(({ failure }) => failure === null).map((each) => each.runs.length);
    const rowsTaken = taken.map(measuredOf);
    return { takenAt: new Date().toISOString(), quick, runs: Math.min(runs, ...took), machine, rows: rowsTaken };
  } finally {
    await stage.close();
  }
}

async function measure(stage: Stage, taken: Taken): Promise<void> {
  const othersBefore = await shareOfOthers();
  const stolen = watchSteal();
  try {
    taken.runs.push(await taken.row.measure(stage));
  } catch (error) {
    taken.failure = error instanceof Error ? error.message : "no reason given";
  }
  const before = taken.disturbance;
  taken.disturbance = { othersBefore: more(before.othersBefore, othersBefore), stolen: more(before.stolen, stolen()) };
}

const undisturbed: Disturbance = { othersBefore: null, stolen: null };

const more = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

function measuredOf({ row, runs, failure, disturbance }: Taken): Measured {
  const findings = (runs[0] ?? []).map((_, n) => medianFinding(runs.map((run) => run[n])));
  return { row: row.name, findings, failure, ...disturbance };
}

/** The run in the middle, whole: figures of different runs are never mixed. */
function medianFinding(runs: readonly (Finding | undefined)[]): SpreadFinding {
  const sorted = runs.filter((finding) => finding !== undefined).sort((a, b) => a.value - b.value);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error("a row found nothing");
  return { ...middle, spread: { from: sorted[0]?.value ?? NaN, to: sorted.at(-1)?.value ?? NaN } };
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
