import { minutes, monotonic, seconds } from "../../kernel/clock.ts";
import { everyHome, type Home } from "../directory/index.ts";
import { type CellOf, type RefusedLogs, sequence, type SequenceDeps } from "./sequence.ts";

export interface SequencerDeps extends SequenceDeps {
  /** The least time between two checkpoints of a log, and the most that an event in a shared cell waits. */
  readonly checkpointMs?: number;
  /** How often the databases of all dedicated accounts are visited for what no ring told of. */
  readonly sweepMs?: number;
}

export interface Sequencer {
  /** Something was just written in this home. The bell of the directory rings it. */
  hint(home: Home): void;
  /** Ends after the work in hand. */
  stop(): Promise<void>;
}

/** A database and when its turn is. */
interface Visit {
  readonly cell: CellOf;
  readonly refused: RefusedLogs;
  timer: NodeJS.Timeout | null;
  running: Promise<void> | null;
  /** Asked for while it was running. */
  again: boolean;
  lastAt: number;
}

/**
 * Sequences every database of the deployment, this process beside others: shared cells at least once in `checkpointMs`,
 * dedicated databases when something was written there, and all of them in a sweep from time to time.
 */
export function startSequencer(deps: SequencerDeps): Sequencer {
  const { checkpointMs = seconds(1), sweepMs = minutes(1) } = deps;
  const { cluster, bell } = deps.directory;
  const visits = new Map<string, Visit>();
  let stopped = false;

  const ask = (cell: CellOf): void => {
    if (stopped) return;
    const visit = visitOf(visits, cell);
    if (visit.running !== null) visit.again = true;
    else visit.timer ??= setTimeout(() => start(visit), Math.max(0, visit.lastAt + checkpointMs - monotonic()));
  };
  const start = (visit: Visit): void => {
    visit.timer = null;
    visit.again = false;
    visit.lastAt = monotonic();
    visit.running = run(deps, visit).finally(() => {
      visit.running = null;
      if (visit.again) ask(visit.cell);
    });
  };
  const visitShared = (): void => {
    for (const region of cluster.regions) ask({ region, database: cluster.names.cell(region) });
  };
  const sweep = async (): Promise<void> => {
    // With them go the logs they have refused: those get another look, should an operator have put them right.
    for (const [database, { timer, running }] of visits) {
      if (timer === null && running === null) visits.delete(database);
    }
    try {
      for await (const home of everyHome(deps.directory)) {
        // The database of one that is being prepared may not be there yet; its first commit rings.
        if (home.placement === "dedicated" && home.state !== "preparing") ask(home);
      }
    } catch (error) {
      deps.log.error("audit.sweep_failed", error);
    }
  };

  const unlisten = bell.listen(ask);
  visitShared();
  const pulse = setInterval(visitShared, checkpointMs);
  const sweeps = repeat(sweep, sweepMs);
  return {
    hint: ask,
    async stop() {
      stopped = true;
      unlisten();
      clearInterval(pulse);
      for (const { timer } of visits.values()) if (timer !== null) clearTimeout(timer);
      await Promise.all([sweeps.stop(), ...[...visits.values()].map(({ running }) => running)]);
    },
  };
}

/** Runs `work` now and `pauseMs` after each end. */
function repeat(work: () => Promise<void>, pauseMs: number): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const turn = async (): Promise<void> => {
    await work();
    if (!stopped) timer = setTimeout(() => void (running = turn()), pauseMs);
  };
  let running = turn();
  return {
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      return running;
    },
  };
}

async function run(deps: SequencerDeps, { cell, refused }: Visit): Promise<void> {
  try {
    await sequence(deps, cell, refused);
  } catch (error) {
    deps.log.error("audit.sequencer_failed", error, { database: cell.database });
  }
}

function visitOf(visits: Map<string, Visit>, { region, database }: CellOf): Visit {
  const known = visits.get(database);
  if (known !== undefined) return known;
  const visit: Visit = {
    cell: { region, database },
    refused: new Set(),
    timer: null,
    running: null,
    again: false,
    lastAt: Number.NEGATIVE_INFINITY,
  };
  visits.set(database, visit);
  return visit;
}
