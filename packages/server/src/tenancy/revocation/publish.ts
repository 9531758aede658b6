import { Problem } from "../../kernel/problem.ts";
import { isUnavailable } from "../../platform/postgres/index.ts";
import type { Entry, Revocation } from "./entry.ts";
import type { NodeDeps, RevocationNode } from "./node.ts";
import { appendEntries } from "./store.ts";
import { TooLate, within } from "./within.ts";

export interface RevocationDeps extends Pick<NodeDeps, "cluster" | "leaseMs"> {
  /** This process's own node, which applies at once; null in a program that verifies nothing. */
  readonly revocationNode: RevocationNode | null;
}

/** Waits for a lock, a disk and perhaps a standby; a statement that takes longer may still commit. */
const publishMs = 5000;

/**
 * Commits revocations to the log, all or none, and applies them in this process. Call it *after* the rows that it is
 * about (the ended session) are committed, since nodes that do not trust their memory ask those. Publishing again is
 * harmless: whoever must not forget a revocation keeps it in their outbox until this has returned.
 * @throws Problem(`service.unavailable`) when it may or may not have been committed.
 */
export async function publishAll(deps: RevocationDeps, revocations: readonly Revocation[]): Promise<Entry[]> {
  if (revocations.length === 0) return [];
  const entries = await within(publishMs, appendEntries(deps.cluster.directory, revocations)).catch(unconfirmed);
  deps.revocationNode?.applyNow(entries);
  return entries;
}

/** @see publishAll */
export async function publish(deps: RevocationDeps, revocation: Revocation): Promise<Entry> {
  const [entry] = await publishAll(deps, [revocation]);
  if (entry === undefined) throw new Error("the database appended nothing");
  return entry;
}

function unconfirmed(cause: unknown): never {
  if (!(cause instanceof TooLate) && !isUnavailable(cause)) throw cause;
  const detail = "The revocation log could not be written, or did not say in time that it was.";
  throw new Problem("service.unavailable", { detail, retryAfter: 1, cause });
}
