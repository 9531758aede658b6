import { monotonic } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { isUnavailable } from "../../platform/postgres/index.ts";
import type { Subjects } from "./entry.ts";
import { defaultLeaseMs } from "./lease.ts";
import type { RevocationView } from "./memory-trust.ts";
import { TooLate, within } from "./within.ts";

/** A value from the database that was not revoked while it was read. `applied` goes with it into memory. */
export interface Reading<V> {
  readonly value: V;
  applied: number;
}

/** How values of one sort are read and remembered. `V` holds no null: that means there is no such live thing. */
export interface Remembering<K, V> {
  /** From the database, on the primary, with every rule of the thing itself (ended, expired). */
  read(key: K): Promise<V | null>;
  subjectsOf(value: V): Subjects;
  /** Bounded by the caller; entries may be dropped at any time. */
  readonly memory: Map<K, Reading<V>>;
  readonly leaseMs?: number;
}

/**
 * The rule of memory, once for all: from memory only while the node is fresh and nothing about the value was revoked
 * since it was read; else from the database; else refused. Allocates nothing, and makes no promise, when memory answers.
 * @throws Problem(`service.unavailable`)
 */
export function lookUp<K, V>(view: RevocationView, remembering: Remembering<K, V>, key: K): V | Promise<V | null> {
  const { memory } = remembering;
  const known = view.fresh() ? memory.get(key) : undefined;
  if (known !== undefined) {
    const applied = view.applied();
    if (known.applied === applied || !view.touchedSince(known.applied, remembering.subjectsOf(known.value))) {
      known.applied = applied;
      return known.value;
    }
    memory.delete(key);
  }
  return readAndRemember(view, remembering, key);
}

async function readAndRemember<K, V>(view: RevocationView, remembering: Remembering<K, V>, key: K): Promise<V | null> {
  const { memory } = remembering;
  const reading = await readUntouched(view, {
    read: () => remembering.read(key),
    subjectsOf: (value) => remembering.subjectsOf(value),
    leaseMs: remembering.leaseMs ?? defaultLeaseMs,
  });
  if (reading === null) {
    memory.delete(key);
    return null;
  }
  memory.set(key, reading);
  return reading.value;
}

const attempts = 3;

/**
 * Reads from the database what may be remembered afterwards. A row that was read before a revocation committed, and
 * arrives after the revocation was applied here, is read again; so is an answer that comes, through a freeze of this
 * process, later than a lease after it was asked for.
 * @throws Problem(`service.unavailable`) when the database does not answer, or only such answers come.
 */
export async function readUntouched<V>(
  view: RevocationView,
  from: { read(): Promise<V | null>; subjectsOf(value: V): Subjects; readonly leaseMs: number },
): Promise<Reading<V> | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const applied = view.applied();
    const began = monotonic();
    const value = await within(from.leaseMs, from.read()).catch(unavailable);
    if (value === null) return null;
    const late = monotonic() - began > from.leaseMs;
    if (!late && !view.touchedSince(applied, from.subjectsOf(value))) return { value, applied };
  }
  throw new Problem("service.unavailable", { retryAfter: 1 });
}

function unavailable(cause: unknown): never {
  if (!(cause instanceof TooLate) && !isUnavailable(cause)) throw cause;
  throw new Problem("service.unavailable", { retryAfter: 1, cause });
}
