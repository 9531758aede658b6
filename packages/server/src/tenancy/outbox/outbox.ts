import { randomUUID } from "node:crypto";

import type { AccountScope } from "../directory/index.ts";
import { deleteRow, insertRow } from "./store.ts";
import type { OutboxWork } from "./work.ts";

export type { OutboxWork } from "./work.ts";

export const place = (row: string) => ({ purpose: "mail", table: "outbox", column: "payload_sealed", row }) as const;

/** A revocation is published by the very request that made it; the relay looks after it only when that has failed. */
const ownTrySeconds = 3;

/**
 * Writes down, in the transaction of a change, what must follow from it: nothing follows from a change that did not
 * commit, and nothing is forgotten that did. The payload is sealed: a mail holds an address and often a token.
 * @returns the id under which the work can be settled early.
 */
export async function enqueue(scope: AccountScope, work: OutboxWork, { delaySeconds = 0 } = {}): Promise<string> {
  const id = randomUUID();
  const payload = scope.keys.seal(place(id), JSON.stringify(work));
  if (work.kind === "revocation") {
    await insertRow(scope, { id, kind: work.kind, payload, delaySeconds: ownTrySeconds });
  } else {
    await insertRow(scope, { id, kind: work.kind, payload, delaySeconds });
    if (delaySeconds === 0) scope.afterCommit(() => scope.bell.ring(scope.home, "outbox"));
  }
  return id;
}

/** Strikes work off that its own request has already done. */
export const settle = (scope: AccountScope, id: string): Promise<void> => deleteRow(scope, id);
