import type { UserId } from "@holdfast/contract";
import { tileWidth } from "@holdfast/proof";

import type { AccountScope } from "../directory/index.ts";
import { emit } from "./emit.ts";
import { eventIdFloor } from "./event-id.ts";
import { type Origin, originWithin } from "./event.ts";
import { logPruned, personErased } from "./events.ts";
import { eraseOpenings, firstIndexSince, pruneEvents, readLog, subjectsErasedSince } from "./store.ts";

/**
 * Erases the personal part of every event whose subject is this person. Salt and text go together, so what the entries
 * commit to cannot be found by guessing; entries, tree and every proof stay as they are.
 * @returns how many there were.
 */
export async function erasePersonal(scope: AccountScope, subject: UserId, origin: Origin): Promise<number> {
  const count = await eraseOpenings(scope, subject);
  await emit(scope, personErased(origin, subject, count));
  return count;
}

/**
 * Erases what was still written about people who had just been erased: a sign-in that was under way is told of when it
 * is refused. Call again and again, with a `since` that no event is under way for.
 * @returns how many there were.
 */
export async function eraseStragglers(scope: AccountScope, since: number): Promise<number> {
  let count = 0;
  for (const person of await subjectsErasedSince(scope, eventIdFloor(since))) {
    count += await erasePersonal(scope, person, originWithin("system", "erasure"));
  }
  return count;
}

const prunedAtMost = 100 * tileWidth;

/**
 * Removes the log's entries from its beginning up to the first that is not older than `time`, whole bundles only, as
 * c2sp.org/tlog-tiles, "Pruning", has it: the tree, its upper tiles and every receipt and proof for later entries stay
 * valid, and the log says from which index on it has entries. What waits for a position is never removed. A call removes
 * a bounded number; call again until it returns 0.
 * @returns how many were removed.
 */
export async function pruneBefore(scope: AccountScope, time: number): Promise<number> {
  const log = await readLog(scope);
  if (log === null) return 0;
  const start = log.minimumIndex;
  const end = Math.min(log.size, start + prunedAtMost);
  const kept = (await firstIndexSince(scope, { start, end }, eventIdFloor(time))) ?? end;
  const minimumIndex = Math.floor(kept / tileWidth) * tileWidth;
  if (minimumIndex <= start) return 0;
  await pruneEvents(scope, minimumIndex);
  await emit(scope, logPruned(originWithin("system", "retention"), scope.accountId, { from: start, to: minimumIndex }));
  return minimumIndex - start;
}
