import type { AccountId } from "@holdfast/contract";

import { everyHome, type Home } from "../directory/index.ts";
import { type DeliveryDeps, drain } from "./delivery.ts";
import { Lane } from "./lane.ts";
import { markedAccounts } from "./store.ts";
import { type OutboxKind, outboxKinds } from "./work.ts";

export interface RelayDeps extends DeliveryDeps {
  /** How often every cell is searched for what no hint told of (another process crashed). */
  readonly sweepMs: number;
}

export interface Relay {
  /** Mail was just committed for an account of this home. */
  hint(home: Home): void;
  /** Ends after the work in hand, or without it when that does not end. */
  stop(): Promise<void>;
}

type CellOf = Pick<Home, "region" | "database">;

/** A database that hangs must not keep this process from stopping. What was in hand is somebody else's in a minute. */
const patienceMs = 10_000;

/**
 * Moves committed work out of the outboxes, several processes side by side. Each database and each kind of work has a
 * lane of its own: a region that is away holds up no other, and a revocation never waits for a slow mail server.
 */
export function startRelay(deps: RelayDeps): Relay {
  const lanes = new Map<string, Lane>();
  const sweeping = new Set<string>();
  let stopped = false;

  const laneOf = ({ database }: CellOf, kind: OutboxKind): Lane => {
    const name = `${kind} ${database}`;
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const lane = new Lane((accountId) => see(deps, accountId, kind));
    lanes.set(name, lane);
    return lane;
  };
  const look = async (cell: CellOf): Promise<void> => {
    const marked = await markedAccounts(deps.directory.cluster.cell(cell.region, cell.database));
    for (const kind of outboxKinds) for (const accountId of marked) laneOf(cell, kind).add(accountId);
  };
  /** One database of a region after the other; a region that hangs is not asked twice. */
  const sweepRegion = async (region: string): Promise<void> => {
    if (sweeping.has(region)) return;
    sweeping.add(region);
    for await (const cell of cellsOf(deps, region)) {
      if (stopped) break;
      await look(cell).catch((error: unknown) =>
        deps.log.error("outbox.look_failed", error, { database: cell.database }),
      );
    }
    sweeping.delete(region);
  };
  const sweep = (): void => {
    for (const region of deps.directory.cluster.regions) void sweepRegion(region);
  };
  sweep();
  const timer = setInterval(sweep, deps.sweepMs);
  return {
    hint(home) {
      if (!stopped) laneOf(home, "mail").add(home.accountId);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.race([Promise.all([...lanes.values()].map((lane) => lane.stop())), patience()]);
    },
  };
}

const patience = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, patienceMs).unref();
  });

async function see(deps: RelayDeps, accountId: AccountId, kind: OutboxKind): Promise<boolean> {
  try {
    return await drain(deps, accountId, kind);
  } catch (error) {
    deps.log.error("outbox.account_failed", error, { accountId });
    return false;
  }
}

/**
 * The shared cell of a region, and its dedicated databases as far as the directory can be read: those of sealed accounts
 * too, whose people are to be told all the more.
 */
async function* cellsOf({ directory, log }: RelayDeps, region: string): AsyncGenerator<CellOf> {
  yield { region, database: directory.cluster.names.cell(region) };
  try {
    for await (const home of everyHome(directory)) {
      if (home.region === region && home.placement === "dedicated" && home.state !== "preparing") yield home;
    }
  } catch (error) {
    log.error("outbox.sweep_failed", error, { region });
  }
}
