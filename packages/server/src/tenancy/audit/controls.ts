import { minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { type DirectoryDeps, type Home, inspectAccount, sampleHomes } from "../directory/index.ts";
import { listPublicKeys } from "../keys/index.ts";
import { eventTime } from "./event-id.ts";
import { checkLog, type LogCheck } from "./log-check.ts";
import { readLongestWaiting, readRecordedHeads } from "./store.ts";

/** Accounts that one measurement looks at in each cell, and in the dedicated databases of each region. */
const accountsPerCell = 5;

/** An event waits for a second or so; a log that stands still signs nothing, and can prove nothing. */
const longestWaitMs = seconds(30);

/** Whether the logs prove what they claim, and keep up with what happens. */
export const auditControls = (directory: Pick<DirectoryDeps, "cluster" | "keys" | "clock">): Control[] => [
  {
    name: "audit.proofs",
    title: "Audit logs verify: the newest checkpoint, the number of leaves, and entries taken at random",
    claims: ["C-006", "C-231", "C-237"],
    everyMs: minutes(5),
    timeoutMs: seconds(30),
    probe: () => probeProofs(directory),
  },
  {
    name: "audit.sequencing",
    title: "Every event is in its account's signed log within seconds",
    claims: ["C-006", "C-231"],
    everyMs: minutes(1),
    timeoutMs: seconds(15),
    probe: () => probeSequencing(directory),
  },
];

async function probeProofs({ cluster, keys }: Pick<DirectoryDeps, "cluster" | "keys">): Promise<Measurement> {
  const homes = await sampleHomes(cluster, accountsPerCell);
  const publicKeys = await listPublicKeys(keys, "audit");
  // Before the logs: what is recorded now, a log must have reached by the time it is read.
  const recorded = await readRecordedHeads(
    cluster.directory,
    homes.map(({ accountId }) => accountId),
  );
  const checks: LogCheck[] = [];
  for (const home of homes) {
    const witness = {
      publicKeys: publicKeys.filter(({ region }) => region === home.region).map(({ publicKey }) => publicKey),
      recorded: recorded.get(home.accountId),
    };
    checks.push(await inspectAccount(cluster, home, (view) => checkLog(view, witness)));
  }
  const faults = checks.flatMap((check) => (check.state === "damaged" ? [check.fault] : []));
  const count = (state: LogCheck["state"]): number => checks.filter((check) => check.state === state).length;
  return {
    ok: faults.length === 0,
    evidence: {
      logs: checks.length,
      entriesProven: count("proven"),
      logsWithoutEvents: count("empty"),
      logsDamaged: faults.length,
      faults: listed(faults),
    },
  };
}

async function probeSequencing({ cluster, clock }: Pick<DirectoryDeps, "cluster" | "clock">): Promise<Measurement> {
  const cells = await cellsOf(cluster);
  const waits: number[] = [];
  for (const { region, database } of cells) {
    const oldest = await readLongestWaiting(cluster.cell(region, database));
    if (oldest !== null) waits.push(Math.max(0, clock() - eventTime(oldest)));
  }
  const longest = Math.max(0, ...waits);
  return {
    ok: longest <= longestWaitMs,
    evidence: { cells: cells.length, oldestWaitingMs: Math.round(longest), longestWaitMs },
  };
}

/** Every shared cell, and dedicated databases at random. */
async function cellsOf(cluster: Cluster): Promise<Pick<Home, "region" | "database">[]> {
  const dedicated = (await sampleHomes(cluster, accountsPerCell)).filter(({ placement }) => placement === "dedicated");
  return [...cluster.regions.map((region) => ({ region, database: cluster.names.cell(region) })), ...dedicated];
}
