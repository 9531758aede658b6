import type { AccountScope } from "../directory/index.ts";
import type { AuditEvent } from "./event.ts";
import { recordOf } from "./record.ts";
import { insertEvents } from "./store.ts";

/**
 * Writes an event in the transaction of the change that it tells of: both commit, or neither. It gets its position in
 * the account's log within about a second of the commit.
 * @throws whatever keeps it from being written. Let it pass: the change must not happen then.
 */
export const emit = (scope: AccountScope, event: AuditEvent): Promise<void> => emitAll(scope, [event]);

/** Writes events in their order, in one statement. */
export async function emitAll(scope: AccountScope, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  const now = scope.clock();
  await insertEvents(
    scope,
    events.map((event) => recordOf(scope.keys, now, event)),
  );
  scope.afterCommit(() => scope.bell.ring(scope.home));
}
