import { setTimeout as sleep } from "node:timers/promises";

import type { RevocationCertificate } from "@holdfast/contract";

import { monotonic } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { isUnavailable } from "../../platform/postgres/index.ts";
import type { Entry, Revocation } from "./entry.ts";
import { defaultLeaseMs } from "./lease.ts";
import { publish, type RevocationDeps } from "./publish.ts";
import { beginEpoch, type Progress, readProgress } from "./store.ts";
import { TooLate, within } from "./within.ts";

/** A node needs two rounds of about a millisecond each; who is slower is asked less and less often. */
const firstPauseMs = 2;
const longestPauseMs = 25;

/**
 * Waits until no process can accept what the entry revokes: each has acknowledged it, or its lease has run out. That
 * is one lease at the longest: who has not read the entry by then was last vouched for before the commit, whatever
 * the table of leases says. The same time again is left for a slow database. Of several entries of one `publishAll`,
 * the last one's certificate covers all.
 *
 * The certificate speaks of checks that begin after it. One that asked the database before the commit and still waits
 * for the answer may succeed later, but no later than one lease after it began (see `lookUp`).
 * @throws Problem(`service.unavailable`) when it is committed but not confirmed.
 */
export async function awaitEverywhere(
  deps: Pick<RevocationDeps, "cluster" | "leaseMs">,
  entry: Entry,
): Promise<RevocationCertificate> {
  const began = monotonic();
  let leaseMs = deps.leaseMs ?? defaultLeaseMs;
  let pause = firstPauseMs;
  let cause: unknown;
  for (let waited = 0; waited < 2 * leaseMs; waited = monotonic() - began) {
    try {
      const progress = await within(2 * leaseMs - waited, look(deps, entry, leaseMs));
      leaseMs = Math.max(leaseMs, progress.longestLeaseMs);
      const settled = progress.complete === true && progress.waiting === 0;
      if (progress.logged && (settled || waited >= leaseMs)) return certify(entry, progress);
    } catch (error) {
      if (!(error instanceof TooLate) && !isUnavailable(error)) throw error;
      cause = error;
    }
    await sleep(pause);
    pause = Math.min(pause * 1.5, longestPauseMs);
  }
  const detail = "The revocation is committed, but could not be confirmed on every process.";
  throw new Problem("service.unavailable", { detail, retryAfter: 1, cause });
}

/** Revokes, and waits until it is so everywhere. @see publishAll @see awaitEverywhere */
export async function revokeEverywhere(deps: RevocationDeps, revocation: Revocation): Promise<RevocationCertificate> {
  return awaitEverywhere(deps, await publish(deps, revocation));
}

async function look(deps: Pick<RevocationDeps, "cluster">, entry: Entry, leaseMs: number): Promise<Progress> {
  const progress = await readProgress(deps.cluster.directory, entry, leaseMs);
  if (progress.complete === null) await beginEpoch(deps.cluster.directory);
  return progress;
}

const certify = (entry: Entry, progress: Progress): RevocationCertificate => ({
  seq: entry.seq,
  kind: entry.kind,
  subject: entry.subject,
  revokedAt: new Date(entry.committedAt).toISOString(),
  confirmedAt: new Date(progress.at).toISOString(),
  milliseconds: Math.round(progress.milliseconds * 10) / 10,
  nodes: { acknowledged: progress.acknowledged, expired: progress.expired + progress.waiting },
});
