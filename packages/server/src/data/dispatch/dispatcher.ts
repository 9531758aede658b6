import type { AccountId } from "@holdfast/contract";

import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import { Problem } from "../../kernel/problem.ts";
import { type DirectoryDeps, findHome, type Home } from "../../tenancy/directory/index.ts";
import { claimSenders, releaseSender, removeSender, tellSenders } from "./store.ts";

/**
 * Sends what an account has to send, until there is no more or the signal says that the process ends.
 * @returns when it is to be looked after next; null when it sends nothing at all.
 */
export type Visit = (home: Home, signal: AbortSignal) => Promise<number | null>;

export interface DispatchDeps {
  readonly directory: DirectoryDeps;
  readonly clock: Clock;
  readonly log: Log;
  readonly visits: readonly Visit[];
}

export interface Dispatcher {
  /** Something was just written in this home. */
  hint(home: Pick<Home, "accountId">): void;
  /** Takes up what is due. Returns once it is begun, not done. */
  turn(): Promise<void>;
  /** Ends after what is being sent. */
  stop(): Promise<void>;
}

/** Accounts that one process sends for at a time. */
const width = 24;
const leaseMs = minutes(3);
/** Of a hint nothing depends but the time: what is forgotten is found when its account is due. */
const mostHints = 10_000;
const sealedMs = minutes(5);
const failedMs = seconds(30);
/** By then what was announced has committed, or never will. */
const announcedMs = minutes(10);
const emptyMs = seconds(10);

/**
 * Looks after the accounts that send something, several processes side by side, each account by one of them. Which they
 * are stands in the directory, by id alone: with thousands of databases, none is searched for what nobody set up.
 */
export function createDispatcher(deps: DispatchDeps): Dispatcher {
  const { cluster } = deps.directory;
  const hinted = new Set<AccountId>();
  const running = new Map<AccountId, Promise<void>>();
  const ending = new AbortController();

  const begin = (accountId: AccountId, leasedUntil: number): void => {
    const seen = see({ ...deps, signal: ending.signal }, accountId, leasedUntil).catch((error: unknown) =>
      deps.log.error("dispatch.failed", error, { accountId }),
    );
    running.set(
      accountId,
      seen.finally(() => running.delete(accountId)),
    );
  };
  return {
    hint({ accountId }) {
      if (hinted.size < mostHints) hinted.add(accountId);
    },
    async turn() {
      if (ending.signal.aborted) return;
      const told = [...hinted];
      hinted.clear();
      if (told.length > 0) await tellSenders(cluster.directory, told);
      const limit = width - running.size;
      if (limit <= 0) return;
      const now = deps.clock();
      const leasedUntil = now + leaseMs;
      for (const accountId of await claimSenders(cluster.directory, { now, leasedUntil, limit })) {
        // A visit that outlasts its lease: the other one goes on.
        if (!running.has(accountId)) begin(accountId, leasedUntil);
      }
    },
    async stop() {
      ending.abort();
      await Promise.all(running.values());
    },
  };
}

interface VisitDeps extends DispatchDeps {
  readonly signal: AbortSignal;
}

async function see(deps: VisitDeps, accountId: AccountId, leasedUntil: number): Promise<void> {
  const { directory } = deps.directory.cluster;
  const next = await nextOf(deps, accountId);
  const announcedBefore = deps.clock() - announcedMs;
  if (next === null && (await removeSender(directory, { accountId, leasedUntil, announcedBefore }))) return;
  await releaseSender(directory, { accountId, leasedUntil, dueAt: next ?? deps.clock() + emptyMs });
}

/** When the account is due next; null when it sends nothing. */
async function nextOf(deps: VisitDeps, accountId: AccountId): Promise<number | null> {
  try {
    const home = await findHome(deps.directory, accountId);
    // What is sealed stays as it is, and is read by nobody.
    if (home.state !== "active") return deps.clock() + sealedMs;
    const dues = await Promise.all(deps.visits.map((visit) => visit(home, deps.signal)));
    const known = dues.filter((due) => due !== null);
    return known.length === 0 ? null : Math.min(...known);
  } catch (error) {
    if (error instanceof Problem && error.code === "account.not_found") return null;
    deps.log.error("dispatch.visit_failed", error, { accountId });
    return deps.clock() + failedMs;
  }
}
