import type { AccountId, SessionId } from "@holdfast/contract";

import type { Sql } from "../../platform/postgres/index.ts";
import { findForVerification, type VerifiedRow } from "./store.ts";

export interface SessionKey {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
}

interface Wanted extends SessionKey {
  readonly resolve: (row: VerifiedRow | null) => void;
  readonly reject: (error: unknown) => void;
}

/** What waits for one cell. */
interface Lane {
  wanted: Wanted[];
  underWay: number;
}

/** Statements to one cell at once: with more, fewer would share one. */
const mostUnderWay = 2;
/** A statement that takes longer holds nobody up any more; its connection may be dead. */
const slowMs = 50;
const mostTogether = 200;

/**
 * Reads sessions for verification. What is wanted while a cell is busy is read in its next statement together: when memory
 * may not be trusted, every request asks, and the way to the database and back costs more than the row. A read begins
 * after it was asked for, so what was revoked before is seen.
 */
export class SessionReads {
  readonly #lanes = new WeakMap<Sql, Lane>();

  read(cell: Sql, { accountId, sessionId }: SessionKey): Promise<VerifiedRow | null> {
    const lane = this.#laneOf(cell);
    return new Promise((resolve, reject) => {
      lane.wanted.push({ accountId, sessionId, resolve, reject });
      // After this turn of the event loop, so that requests that arrived together are read together.
      if (lane.wanted.length === 1) setImmediate(() => this.#sendNext(cell, lane));
    });
  }

  #laneOf(cell: Sql): Lane {
    const known = this.#lanes.get(cell);
    if (known !== undefined) return known;
    const lane: Lane = { wanted: [], underWay: 0 };
    this.#lanes.set(cell, lane);
    return lane;
  }

  #sendNext(cell: Sql, lane: Lane): void {
    if (lane.underWay >= mostUnderWay || lane.wanted.length === 0) return;
    const together = lane.wanted.splice(0, mostTogether);
    lane.underWay += 1;
    let counted = true;
    const release = (): void => {
      if (!counted) return;
      counted = false;
      lane.underWay -= 1;
      this.#sendNext(cell, lane);
    };
    const slow = setTimeout(release, slowMs);
    void answer(cell, together).finally(() => {
      clearTimeout(slow);
      release();
    });
  }
}

/** Never throws. */
async function answer(cell: Sql, together: readonly Wanted[]): Promise<void> {
  try {
    const rows = await findForVerification(cell, together);
    for (const [n, { resolve }] of together.entries()) resolve(rows[n] ?? null);
  } catch (error) {
    for (const { reject } of together) reject(error);
  }
}
