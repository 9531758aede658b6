import type { AccountId } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { isUnavailable } from "../../platform/postgres/index.ts";
import { type DirectoryDeps, findHome, type Home } from "../directory/index.ts";
import { openAccountKeys } from "../keys/index.ts";
import { type AppendQueue, dequeue, enqueue, type Lane, laneOf, type PendingEvent } from "./append-queue.ts";
import type { AuditEvent } from "./event.ts";
import { type EventRecord, recordOf } from "./record.ts";
import { appendEvents } from "./store.ts";

export interface AppendDeps {
  readonly directory: DirectoryDeps;
  readonly appends: AppendQueue;
}

/** While one statement is in the database, the next one's events are encrypted. */
const lanesWidth = 2;
const batchMax = 1000;

/**
 * Writes an event that belongs to no other change: a read, a refusal. Events of all accounts of a database go in
 * together, as many in a statement as have come up since the last one.
 * @returns when it has committed.
 * @throws Problem(`service.busy`) when too many wait, Problem(`service.unavailable`) when the database cannot be asked;
 * the event may then have been written. Problem(`account.not_found`)
 */
export async function append(deps: AppendDeps, accountId: AccountId, event: AuditEvent): Promise<void> {
  const time = deps.directory.clock();
  const home = await findHome(deps.directory, accountId);
  const keys = await openAccountKeys(deps.directory.keys, accountId);
  const lane = laneOf(deps.appends, home.database);
  if (lane.waitingCount >= deps.appends.limit) throw new Problem("service.busy", { retryAfter: 1 });
  await new Promise<void>((resolve, reject) => {
    enqueue(lane, { accountId, keys, event, time, resolve, reject });
    schedule(deps, home, lane);
  });
  deps.directory.bell.ring(home);
}

/** After this turn of the event loop, so that everything that it brings goes in together. */
function schedule(deps: AppendDeps, home: Home, lane: Lane): void {
  if (lane.scheduled || lane.waitingCount === 0 || lane.running === lanesWidth) return;
  lane.scheduled = true;
  setImmediate(() => {
    lane.scheduled = false;
    run(deps, home, lane);
  });
}

function run(deps: AppendDeps, home: Home, lane: Lane): void {
  lane.running += 1;
  const size = Math.min(batchMax, Math.ceil(lane.waitingCount / (lanesWidth - lane.running + 1)));
  // Never rejects: whoever waits is told.
  void flush(deps, home, lane, dequeue(lane, size));
  schedule(deps, home, lane);
}

async function flush(deps: AppendDeps, home: Home, lane: Lane, batch: readonly PendingEvent[]): Promise<void> {
  const { groups, sound } = recordsOf(batch);
  try {
    if (sound.length > 0) await appendEvents(deps.directory.cluster.cell(home.region, home.database), groups);
    for (const pending of sound) pending.resolve();
  } catch (error) {
    const reason = isUnavailable(error) ? new Problem("service.unavailable", { retryAfter: 1, cause: error }) : error;
    for (const pending of sound) pending.reject(reason);
  }
  lane.running -= 1;
  schedule(deps, home, lane);
}

/** Records by account. An event that cannot be one is refused alone. */
function recordsOf(batch: readonly PendingEvent[]) {
  const groups = new Map<AccountId, EventRecord[]>();
  const sound: PendingEvent[] = [];
  for (const pending of batch) {
    try {
      const record = recordOf(pending.keys, pending.time, pending.event);
      const group = groups.get(pending.accountId);
      if (group === undefined) groups.set(pending.accountId, [record]);
      else group.push(record);
      sound.push(pending);
    } catch (error) {
      pending.reject(error);
    }
  }
  return { groups, sound };
}
