import { randomUUID } from "node:crypto";

import type { Log } from "../../kernel/log.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { Alarm } from "./alarm.ts";
import type { Revocation } from "./entry.ts";
import { type Clocks, defaultLeaseMs, renewalMs, systemClocks, trustMs } from "./lease.ts";
import { Link } from "./link.ts";
import { Lending } from "./lending.ts";
import { MemoryTrust, type RevocationHandlers, type RevocationView } from "./memory-trust.ts";
import { beginEpoch, deleteNode, prune, readNewest, renewAndRead } from "./store.ts";
import { within } from "./within.ts";

export interface NodeDeps {
  readonly cluster: Pick<Cluster, "directory" | "names" | "serverOf">;
  readonly log: Log;
  /** Milliseconds; see `defaultLeaseMs`. */
  readonly leaseMs?: number;
  /** How long entries are kept, 24 hours unless told. No shorter than any token that is verified without the database. */
  readonly retentionMs?: number;
}

/** This process's membership in the revocation log. */
export interface RevocationNode extends RevocationView {
  readonly id: string;
  /** Through which memories outside this process live under the same rule. */
  readonly lending: Lending;
  /** Applies what this process has committed itself, before its next round brings it. Never throws. */
  applyNow(entries: readonly Revocation[]): void;
  /**
   * Stops trusting memory for good, and tells the others not to wait for this process: once nobody trusts a memory on
   * its word any more, one lease later at the latest.
   */
  stop(): Promise<void>;
}

interface Run {
  readonly id: string;
  readonly deps: NodeDeps;
  readonly leaseMs: number;
  readonly trust: MemoryTrust;
  readonly lending: Lending;
  readonly alarm: Alarm;
  link: Link;
  stopped: boolean;
  /** Whether the log was told that rounds fail. */
  failing: boolean;
}

const day = 86_400_000;
const pruningMs = 600_000;

/**
 * Starts to follow the revocation log. The node is not fresh at first, and whenever it cannot prove that it is up to
 * date: after a freeze, without the database, after a failover.
 */
export function startNode(deps: NodeDeps, handlers: RevocationHandlers, clocks: Clocks = systemClocks): RevocationNode {
  const leaseMs = deps.leaseMs ?? defaultLeaseMs;
  const alarm = new Alarm();
  const lending = new Lending(leaseMs, {
    remainingMs: () => trust.remainingMs(),
    readOlder: (upTo, limit) => readNewest(deps.cluster.directory, { upTo, limit }),
    onRelease: () => alarm.ring(),
  });
  const trust = new MemoryTrust(clocks, trustMs(leaseMs), handlers, lending);
  const link = openLink(deps, alarm);
  const run: Run = { id: randomUUID(), deps, leaseMs, trust, lending, alarm, link, stopped: false, failing: false };
  const pruning = setInterval(() => void tidy(run), pruningMs);
  pruning.unref();
  const done = follow(run);
  return {
    id: run.id,
    lending,
    fresh: () => trust.fresh(),
    applied: () => trust.applied(),
    touchedSince: (applied, subjects) => trust.touchedSince(applied, subjects),
    applyNow: (entries) => applyNow(run, entries),
    async stop() {
      clearInterval(pruning);
      await lending.close();
      trust.retire();
      run.stopped = true;
      alarm.ring();
      await done;
    },
  };
}

const openLink = (deps: NodeDeps, alarm: Alarm): Link => new Link(deps.cluster, () => alarm.ring());

async function follow(run: Run): Promise<void> {
  let hurried = true;
  while (!run.stopped) {
    const atOnce = await attemptRound(run, hurried);
    hurried = atOnce || (await run.alarm.sleep(renewalMs(run.leaseMs)));
  }
  await within(run.leaseMs, deleteNode(run.link.sql, run.id)).catch(() => {});
  await run.link.close();
}

/** One round. @returns whether the next should follow at once. */
async function attemptRound(run: Run, hurried: boolean): Promise<boolean> {
  const { trust, link, leaseMs } = run;
  try {
    const round = trust.begin();
    const heldAt = run.lending.heldAt();
    const renewal = renewAndRead(link.sql, { id: run.id, leaseMs, position: round.position, heldAt });
    const answer = await within(leaseMs, renewal);
    if (answer.epoch === null) await within(leaseMs, beginEpoch(link.sql));
    const atOnce = trust.finish(round, answer);
    if (!hurried && link.isDeaf(trust.position?.seq ?? 0)) relink(run);
    if (run.failing && trust.fresh()) {
      run.failing = false;
      run.deps.log.info("revocation.follows_again", { node: run.id });
    }
    return atOnce;
  } catch (error) {
    if (!run.failing) run.deps.log.error("revocation.round_failed", error, { node: run.id });
    run.failing = true;
    relink(run);
    return false;
  }
}

function relink(run: Run): void {
  run.link.close().catch(() => {});
  run.link = openLink(run.deps, run.alarm);
}

function applyNow(run: Run, entries: readonly Revocation[]): void {
  try {
    run.trust.apply(entries);
  } catch (error) {
    // The node is not fresh any more and flushes: safe, but a bug in a handler.
    run.deps.log.error("revocation.handler_failed", error, { node: run.id });
  }
  run.alarm.ring();
}

async function tidy(run: Run): Promise<void> {
  try {
    await prune(run.deps.cluster.directory, run.deps.retentionMs ?? day);
  } catch (error) {
    run.deps.log.error("revocation.prune_failed", error);
  }
}
