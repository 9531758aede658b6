import { minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import { type Cluster, readIsolation, type Sql } from "../../platform/postgres/index.ts";
import { sampleDedicated } from "./inspect.ts";
import { countHomesIn, readDatabaseName } from "./store.ts";

/** Dedicated databases that one measurement visits in each region. */
const dedicatedPerRegion = 5;

/** What keeps accounts apart, measured in every shared cell and in dedicated databases at random. */
export const directoryControls = (cluster: Cluster): Control[] => [
  {
    name: "isolation.row_level_security",
    title: "The database itself shows an account its own rows alone, and shows nothing to whoever names no account",
    claims: ["C-063", "C-064", "C-065", "C-066", "C-070"],
    everyMs: minutes(5),
    timeoutMs: seconds(30),
    probe: () => probeIsolation(cluster),
  },
  {
    name: "isolation.dedicated_databases",
    title: "Each account with a dedicated database has it to itself",
    claims: ["C-061"],
    everyMs: minutes(5),
    timeoutMs: seconds(30),
    probe: () => probeDedicated(cluster),
  },
];

async function probeIsolation(cluster: Cluster): Promise<Measurement> {
  const dedicated = await sampleDedicated(cluster, dedicatedPerRegion);
  const cells: Sql[] = [
    ...cluster.regions.map((region) => cluster.cell(region, cluster.names.cell(region))),
    ...dedicated.map(({ region, database }) => cluster.cell(region, database)),
  ];
  const found = [];
  for (const cell of cells) found.push(await readIsolation(cell));
  const gaps = {
    unguardedTables: listed(found.flatMap(({ unguarded }) => unguarded)),
    tablesShownToStrangers: listed(found.flatMap(({ leaking }) => leaking)),
    tablesShownWithoutAccount: listed(found.flatMap(({ unbound }) => unbound)),
    cellsThatInventAnAccount: found.filter(({ invents }) => invents).length,
    cellsThatRoleCanBypass: found.filter(({ canBypass }) => canBypass).length,
  };
  // A cell without tables would pass every look: one that was not migrated, or another database altogether.
  const tables = Math.min(...found.map((isolation) => isolation.tables));
  const ok = tables > 0 && Object.values(gaps).every((gap) => gap === 0 || gap === "none");
  return { ok, evidence: { cells: found.length, tablesPerCell: tables, ...gaps } };
}

async function probeDedicated(cluster: Cluster): Promise<Measurement> {
  const homes = await sampleDedicated(cluster, dedicatedPerRegion);
  let misplaced = 0;
  let shared = 0;
  for (const { accountId, region, database } of homes) {
    const here = await readDatabaseName(cluster.cell(region, database));
    if (here !== cluster.names.dedicated(accountId)) misplaced += 1;
    if ((await countHomesIn(cluster.directory, database)) !== 1) shared += 1;
  }
  return { ok: misplaced === 0 && shared === 0, evidence: { databases: homes.length, misplaced, shared } };
}
