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

type OfAccount = Pick<PendingEvent, "accountId">;

/** The events that wait for one database. */
export interface Lane<E extends OfAccount = PendingEvent> {
  readonly waiting: Map<AccountId, E[]>;
  waitingCount: number;
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
  const lane: Lane = { waiting: new Map(), waitingCount: 0, running: 0, scheduled: false };
  queue.lanes.set(database, lane);
  return lane;
}

export function enqueue<E extends OfAccount>(lane: Lane<E>, pending: E): void {
  const group = lane.waiting.get(pending.accountId);
  if (group === undefined) lane.waiting.set(pending.accountId, [pending]);
  else group.push(pending);
  lane.waitingCount += 1;
}

/**
 * Takes up to `size` events, all that wait of an account if they fit: a database spends as much on an account in a
 * statement as on several events. What is cut off an account's comes after those of all others.
 */
export function dequeue<E extends OfAccount>(lane: Lane<E>, size: number): E[] {
  const batch: E[] = [];
  for (const [accountId, group] of lane.waiting) {
    if (batch.length > 0 && batch.length + group.length > size) break;
    batch.push(...group.splice(0, size));
    lane.waiting.delete(accountId);
    if (group.length > 0) lane.waiting.set(accountId, group);
    if (batch.length >= size) break;
  }
  lane.waitingCount -= batch.length;
  return batch;
}

/** Returns when everything that waits has been written or refused: before the pools close. */
export async function drainAppends({ lanes }: AppendQueue): Promise<void> {
  while ([...lanes.values()].some(({ waitingCount, running }) => waitingCount > 0 || running > 0)) await setTimeout(2);
}
