import { setTimeout } from "node:timers/promises";

import type { AccountId } from "@holdfast/contract";

import type { AccountKeys } from "../keys/index.ts";
import type { AuditEvent } from "./event.ts";

/** An event on its way into a database, and who waits for it. */
export interface PendingEvent {
  readonly accountId: AccountId;
  readonly keys: AccountKeys;
  readonly event: AuditEvent;
  /** When it happened, which is before it is written. */
  readonly time: number;
  resolve(): void;
  reject(reason: unknown): void;
}

/** The events that wait for one database. */
export interface Lane {
  readonly waiting: PendingEvent[];
  /** Statements under way. */
  running: number;
  scheduled: boolean;
}

/** Events of this process that wait to be written, by database. One per process. */
export interface AppendQueue {
  readonly lanes: Map<string, Lane>;
  /** Events that may wait for one database; more are refused. */
  readonly limit: number;
}

export const createAppendQueue = (limit = 20_000): AppendQueue => ({ lanes: new Map(), limit });

export function laneOf(queue: AppendQueue, database: string): Lane {
  const known = queue.lanes.get(database);
  if (known !== undefined) return known;
  const lane: Lane = { waiting: [], running: 0, scheduled: false };
  queue.lanes.set(database, lane);
  return lane;
}

/** Returns when everything that waits has been written or refused: before the pools close. */
export async function drainAppends({ lanes }: AppendQueue): Promise<void> {
  while ([...lanes.values()].some(({ waiting, running }) => waiting.length > 0 || running > 0)) await setTimeout(2);
}
