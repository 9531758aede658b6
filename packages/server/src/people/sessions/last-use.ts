import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { type DirectoryDeps, findHome, type Home } from "../../tenancy/directory/index.ts";
import { type SessionMemory, type SessionUse, sweep } from "./session-memory.ts";
import { touchRows } from "./store.ts";

export interface LastUseDeps {
  readonly directory: DirectoryDeps;
  readonly memory: SessionMemory;
  readonly clock: Clock;
}

interface CellUse {
  readonly home: Home;
  readonly used: SessionUse[];
}

/**
 * Writes what memory knows of last use into the rows, cell by cell. Run it more often than `touchLagMs`. What one cell
 * does not take is kept for the next time, and holds the others up in nothing.
 * @throws AggregateError of what went wrong, after everything else is written.
 */
export async function flushTouches({ directory, memory, clock }: LastUseDeps): Promise<number> {
  const faults: unknown[] = [];
  const keep = (error: unknown, used: readonly SessionUse[]): void => {
    faults.push(error);
    for (const entry of used) entry.mark({ saved: false });
  };
  let written = 0;
  for (const { home, used } of await byCell(directory, sweep(memory, clock()), keep)) {
    try {
      await touchRows(directory.cluster.cell(home.region, home.database), newestOf(used).map(touchOf));
      written += used.length;
    } catch (error) {
      keep(error, used);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, "last uses are not all written");
  return written;
}

async function byCell(
  directory: DirectoryDeps,
  seen: readonly SessionUse[],
  keep: (error: unknown, used: readonly SessionUse[]) => void,
): Promise<Iterable<CellUse>> {
  const cells = new Map<string, CellUse>();
  for (const entry of seen) {
    try {
      const home = await findHome(directory, entry.accountId);
      const cell = cells.get(home.database) ?? { home, used: [] };
      cell.used.push(entry);
      cells.set(home.database, cell);
    } catch (error) {
      // Erased meanwhile: there is no row to write.
      if (!(error instanceof Problem && error.code === "account.not_found")) keep(error, [entry]);
    }
  }
  return cells.values();
}

/** One for each session: it may have been used with several tokens, here and at guards. */
const newestOf = (used: readonly SessionUse[]): SessionUse[] => [
  ...new Map(used.toSorted((a, b) => a.lastSeen - b.lastSeen).map((use) => [use.sessionId, use])).values(),
];

const touchOf = ({ accountId, sessionId, lastSeen }: SessionUse) => ({
  accountId,
  sessionId,
  seenAt: lastSeen * 1000,
});
